using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Telemetry;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Blink.Pipeline.Platform.Outbox;

/// <summary>Looks how far the outbox lags behind, for metrics and health.</summary>
sealed class OutboxWatch(OutboxTable table, NpgsqlDataSource dataSource, TimeProvider timeProvider, ILogger<OutboxWatch> logger)
    : Watch(timeProvider, logger)
{
    static readonly Gauge<long> Rows =
        PipelineTelemetry.Meter.CreateGauge<long>("blink.pipeline.outbox.rows", "{message}", "Messages that wait to be published");

    static readonly Gauge<double> Age =
        PipelineTelemetry.Meter.CreateGauge<double>("blink.pipeline.outbox.age", "s", "For how long the oldest of them waits");

    // The oldest by the key, which is the order of the relay; the whole of a long outbox is not counted.
    readonly string sql = $"""
        SELECT
            (SELECT count(*) FROM (SELECT FROM {table.Name} LIMIT 100000) AS waiting),
            coalesce((SELECT clock_timestamp() - created_at FROM {table.Name} ORDER BY {table.Key} LIMIT 1), interval '0')
        """;

    /// <summary>What the last look found.</summary>
    public OutboxLag Lag { get; private set; } = OutboxLag.None;

    /// <summary>Looks once.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What it found.</returns>
    public async Task<OutboxLag> RunOnceAsync(CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Names of tables cannot be parameters; these are constants.
        await using var command = dataSource.CreateCommand(sql);
#pragma warning restore CA2100
        Lag = (await command.ReadAsync(row => new OutboxLag(row.GetInt64(0), row.GetTimeSpan(1)), cancellationToken)).Single();
        var outbox = KeyValuePair.Create<string, object?>("outbox", table.Name);
        Rows.Record(Lag.Rows, outbox);
        Age.Record(Lag.Age.TotalSeconds, outbox);
        return Lag;
    }

    /// <inheritdoc/>
    protected override Task LookAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);
}
