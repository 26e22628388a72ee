using System.Text.Json;
using Spectre.Console;

namespace Blink.Pipeline.Bench.Digests;

/// <summary>One run.</summary>
/// <param name="Errors">Errors of a large digest; a small one has 100.</param>
/// <param name="SmallMilliseconds">From the errors in the database to the small digest with the SMTP server: each, in order.</param>
/// <param name="LargeMilliseconds">The same for the large ones.</param>
/// <param name="PeakMegabytes">The most memory that the worker's process had before and after the large ones, in MB.</param>
sealed record DigestResult(int Errors, IReadOnlyList<double> SmallMilliseconds, IReadOnlyList<double> LargeMilliseconds, IReadOnlyList<double> PeakMegabytes)
{
    const int Small = 100;
    const int Times = 3;

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public string Date { get; } = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd");
    public int Cores { get; } = Environment.ProcessorCount;
    public string DotNet { get; } = Environment.Version.ToString();

    /// <summary>The median of the large by the median of the small.</summary>
    public double Ratio => Math.Round(Median(LargeMilliseconds) / Median(SmallMilliseconds), 1);

    public static async Task<DigestResult> MeasureAsync(DigestRun run, int errors, CancellationToken cancellationToken)
    {
        var (small, large) = (new List<double>(), new List<double>());
        var before = 0L;
        for (var i = 0; i < Times; i++)
        {
            small.Add(Math.Round(await run.MailAsync(Small, cancellationToken)));
            before = i == 0 ? run.PeakMemory : before;
            large.Add(Math.Round(await run.MailAsync(errors, cancellationToken)));
        }
        return new(errors, small, large, [Math.Round(before / 1e6), Math.Round(run.PeakMemory / 1e6)]);
    }

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    public Table ToTable()
    {
        var table = new Table().AddColumns("Errors in the digest", "ms, each", "Median ms", "Ratio", "Peak memory of the worker, MB");
        table.AddRow($"{Small}", string.Join(", ", SmallMilliseconds), $"{Median(SmallMilliseconds)}", "1", $"{PeakMegabytes[0]}");
        table.AddRow($"{Errors}", string.Join(", ", LargeMilliseconds), $"{Median(LargeMilliseconds)}", $"{Ratio}", $"{PeakMegabytes[1]}");
        return table;
    }

    static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);
}
