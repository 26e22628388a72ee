using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Blink.Pipeline.Dev.Faults.Reporting;

/// <summary>The report of a run: a JSON line for the run, for each fault that struck, and for each round; and a summary in Markdown.</summary>
sealed class FaultReport : IAsyncDisposable
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    readonly FaultOptions options;
    readonly string servers;
    readonly TimeProvider timeProvider;
    readonly StreamWriter? lines;

    FaultReport(FaultOptions options, string servers, TimeProvider timeProvider)
    {
        (this.options, this.servers, this.timeProvider) = (options, servers, timeProvider);
        if (options.Report is null) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Report))!);
        lines = new StreamWriter(options.Report) { AutoFlush = true };
    }

    /// <summary>Begins the report, if one is wanted.</summary>
    public static async Task<FaultReport> CreateAsync(
        FaultOptions options, FaultyPipeline pipeline, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var report = new FaultReport(options, await pipeline.VersionsAsync(cancellationToken), timeProvider);
        await report.WriteAsync(
            new { kind = "run", at = timeProvider.GetUtcNow(), options.Seed, minutes = options.Length.TotalMinutes, options.Scale, options.Nodes, options.Users, report.servers },
            cancellationToken);
        return report;
    }

    /// <summary>Writes what became of the last round, and the summary so far: a run may be stopped at any time.</summary>
    public async Task AddAsync(IReadOnlyList<RoundResult> results, CancellationToken cancellationToken)
    {
        var result = results[^1];
        foreach (var (fault, told) in result.Strikes)
            await WriteAsync(new { kind = "fault", round = result.Plan.Number, result.Plan.Seed, fault = fault.Name, told }, cancellationToken);
        await WriteAsync(
            new
            {
                kind = "round",
                round = result.Plan.Number,
                result.Plan.Seed,
                at = timeProvider.GetUtcNow(),
                faults = result.Plan.Faults.Select(fault => fault.Name),
                mayLoseMessages = result.Plan.LosesMessages,
                result.Acknowledged,
                lookedAtAgain = result.Touched,
                result.Standstills,
                struckSeconds = Math.Round(result.Struck.TotalSeconds, 1),
                restedSeconds = Math.Round(result.Rested.TotalSeconds, 1),
                result.Differences,
            },
            cancellationToken);
        if (options.Report is not null)
            await File.WriteAllTextAsync(Path.ChangeExtension(options.Report, ".md"), FaultSummary.Of(options, servers, results), cancellationToken);
    }

    public ValueTask DisposeAsync() => lines?.DisposeAsync() ?? ValueTask.CompletedTask;

    Task WriteAsync<T>(T line, CancellationToken cancellationToken) =>
        lines is null ? Task.CompletedTask : lines.WriteLineAsync(JsonSerializer.Serialize(line, Json).AsMemory(), cancellationToken);
}
