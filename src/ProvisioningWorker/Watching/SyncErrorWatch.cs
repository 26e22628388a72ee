using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Telemetry;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using Blink.Pipeline.ProvisioningWorker.SyncErrors;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Watching;

/// <summary>Counts the sync errors that are open, by the index that has only those.</summary>
sealed class SyncErrorWatch(NpgsqlDataSource dataSource, ProvisioningMetrics metrics, TimeProvider timeProvider, ILogger<SyncErrorWatch> logger)
    : Watch(timeProvider, logger)
{
    // Every kind has a row, so that one of which nothing is left falls to zero.
    const string Sql = """
        SELECT
            kind.severity,
            kind.reason,
            count(error.id)
        FROM unnest(@severities, @reasons) AS kind (severity, reason)
        LEFT JOIN provisioning.sync_errors AS error
            ON error.resolved_at IS NULL
            AND error.severity = kind.severity
            AND error.reason = kind.reason
        GROUP BY
            kind.severity,
            kind.reason
        """;

    static readonly (string Severity, string Reason)[] Kinds =
        [.. Enum.GetValues<RejectionReason>().Select(reason => ("error", Names.Of(reason))), ("warning", "phone_not_recognised")];

    /// <summary>Looks once.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Every kind, and how many there are of it.</returns>
    public async Task<IReadOnlyList<OpenSyncErrorCount>> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sql)
            .With("severities", Kinds.Select(kind => kind.Severity).ToArray())
            .With("reasons", Kinds.Select(kind => kind.Reason).ToArray());
        var counts = await command.ReadAsync(row => new OpenSyncErrorCount(row.GetString(0), row.GetString(1), row.GetInt64(2)), cancellationToken);
        metrics.Open(counts);
        return counts;
    }

    protected override Task LookAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);
}
