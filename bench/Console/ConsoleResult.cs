using System.Text.Json;
using Spectre.Console;

namespace Blink.Pipeline.Bench.Console;

/// <summary>What one operation took, in milliseconds.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Times">How often it was done.</param>
/// <param name="Median">The median.</param>
/// <param name="P95">The 95th percentile.</param>
sealed record ConsoleMeasurement(string Name, int Times, double Median, double P95);

/// <summary>One run.</summary>
sealed record ConsoleResult(int Users, int Organisations, int Letters, string PostgreSql, IReadOnlyList<ConsoleMeasurement> Measurements)
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public string Date { get; } = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd");
    public int Cores { get; } = Environment.ProcessorCount;
    public string DotNet { get; } = Environment.Version.ToString();

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    public Table ToTable()
    {
        var table = new Table().AddColumns("Operation", "Times", "Median ms", "p95 ms");
        foreach (var (name, times, median, p95) in Measurements)
            table.AddRow(Markup.Escape(name), $"{times}", $"{median:0.0}", $"{p95:0.0}");
        return table;
    }
}
