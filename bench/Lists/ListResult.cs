using System.Text.Json;
using Spectre.Console;

namespace Blink.Pipeline.Bench.Lists;

/// <summary>What one kind of request took, in milliseconds.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Times">How often it was made.</param>
/// <param name="Median">The median.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="ComparedTo">The kind of the same run that the ratio is to.</param>
/// <param name="Ratio">The median by the median of that one.</param>
sealed record Measurement(string Name, int Times, double Median, double P99, string? ComparedTo, double? Ratio)
{
    public static Measurement Of(string name, double[] sorted, Measurement? other)
    {
        var median = sorted[sorted.Length / 2];
        return new Measurement(
            name, sorted.Length, Math.Round(median, 3), Math.Round(sorted[sorted.Length * 99 / 100], 3), other?.Name,
            other is null ? null : Math.Round(median / other.Median, 3));
    }
}

/// <summary>One run.</summary>
sealed record ListResult(int Users, string PostgreSql, IReadOnlyList<Measurement> Measurements)
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public string Date { get; } = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd");
    public int Cores { get; } = Environment.ProcessorCount;
    public string DotNet { get; } = Environment.Version.ToString();

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    public Table ToTable()
    {
        var table = new Table().AddColumns("Request", "Times", "Median ms", "p99 ms", "Ratio", "to");
        foreach (var (name, times, median, p99, comparedTo, ratio) in Measurements)
            table.AddRow(Markup.Escape(name), $"{times}", $"{median:0.00}", $"{p99:0.00}", $"{ratio:0.00}", Markup.Escape(comparedTo ?? ""));
        return table;
    }
}
