using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Telemetry;
using Npgsql;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Counts the dead letters that wait, and those that were replayed and discarded, whichever program did it.</summary>
sealed class DeadLetterWatch : Watch
{
    const string Other = "other";

    // By the index of the states; many letters that are done cost nothing.
    const string WaitingSql = """
        SELECT
            origin_queue,
            cause,
            count(*)
        FROM operations.dead_letters
        WHERE status IN ('waiting', 'replaying')
        GROUP BY
            origin_queue,
            cause
        """;

    // A run counts what it has done while it runs; old runs are forgotten, hence only those of the last day.
    const string DoneSql = """
        SELECT
            id,
            kind,
            done
        FROM operations.dead_letter_runs
        WHERE started_at > @now - interval '1 day' OR ended_at IS NULL
        """;

    static readonly string[] Queues = [.. Names.Work, Other];

    // The words of the collector and of the broker; a message may come with any other.
    static readonly string[] Causes = ["fault", "skipped", "delivery_limit", "rejected", "expired", "maxlen", Other];

    static readonly Gauge<long> Waiting = PipelineTelemetry.Meter.CreateGauge<long>(
        "blink.pipeline.dead_letters.waiting", "{message}", "Dead letters that wait for somebody to replay or discard them");

    static readonly Counter<long> Collected = PipelineTelemetry.Meter.CreateCounter<long>(
        "blink.pipeline.dead_letters.collected", "{message}", "Dead letters taken out of their queues");

    static readonly Counter<long> Handled = PipelineTelemetry.Meter.CreateCounter<long>(
        "blink.pipeline.dead_letters.handled", "{message}", "Dead letters that operators replayed or discarded");

    readonly NpgsqlDataSource dataSource;
    Dictionary<int, int>? doneBefore;

    public DeadLetterWatch(NpgsqlDataSource dataSource, TimeProvider timeProvider, ILogger<DeadLetterWatch> logger)
        : base(timeProvider, logger)
    {
        this.dataSource = dataSource;
        foreach (var action in new[] { "replay", "discard" })
            Handled.Add(0, new KeyValuePair<string, object?>("action", action));
        Collected.Add(0);
    }

    /// <summary>Counts letters that were collected.</summary>
    /// <param name="count">How many were new.</param>
    public static void Count(int count) => Collected.Add(count);

    /// <summary>Counts the letters that wait.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many, by the queue that they come from and by why they are here; every pair of the two.</returns>
    public async Task<IReadOnlyDictionary<(string Queue, string Cause), long>> WaitingAsync(CancellationToken cancellationToken)
    {
        var waiting = Queues.SelectMany(queue => Causes.Select(cause => (queue, cause))).ToDictionary(pair => pair, _ => 0L);
        await using var command = dataSource.CreateCommand(WaitingSql);
        foreach (var (queue, cause, count) in await command.ReadAsync(
            row => (row.Nullable<string>(0), row.GetString(1), row.GetInt64(2)), cancellationToken))
        {
            waiting[(Known(queue, Queues), Known(cause, Causes))] += count;
        }
        return waiting;
    }

    /// <summary>Counts what runs have done since the last time it was asked; the first time nothing, because what was before is not ours to count.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many letters each kind of run, <c>replay</c> or <c>discard</c>, is done with.</returns>
    public async Task<IReadOnlyDictionary<string, long>> HandledAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(DoneSql).With("now", Clock.GetUtcNow());
        var runs = await command.ReadAsync(row => (Id: row.GetInt32(0), Kind: row.GetString(1), Done: row.GetInt32(2)), cancellationToken);
        var before = doneBefore ?? runs.ToDictionary(run => run.Id, run => run.Done);
        doneBefore = runs.ToDictionary(run => run.Id, run => run.Done);
        return runs.GroupBy(run => run.Kind)
            .ToDictionary(kind => kind.Key, kind => kind.Sum(run => (long)run.Done - before.GetValueOrDefault(run.Id)));
    }

    protected override async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var ((queue, cause), count) in await WaitingAsync(cancellationToken))
            Waiting.Record(count, new("queue", queue), new("cause", cause));
        foreach (var (action, count) in await HandledAsync(cancellationToken))
            Handled.Add(count, new KeyValuePair<string, object?>("action", action));
    }

    static string Known(string? value, string[] known) => known.Contains(value) ? value! : Other;
}
