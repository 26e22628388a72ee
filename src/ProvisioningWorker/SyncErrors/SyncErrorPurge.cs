using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.SyncErrors;

/// <summary>Deletes sync errors that were resolved longer ago than their history is kept. The notification worker forgets them by that.</summary>
sealed class SyncErrorPurge(
    NpgsqlDataSource dataSource, IOptions<SyncErrorsOptions> options, TimeProvider timeProvider, ILogger<SyncErrorPurge> logger) : BackgroundService
{
    // Several workers delete at the same time: each takes what the others have not.
    const string PurgeSql = """
        DELETE FROM provisioning.sync_errors
        WHERE id IN (
            SELECT id
            FROM provisioning.sync_errors
            WHERE resolved_at < @before
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>Deletes, batch by batch, until nothing is left that is too old.</summary>
    /// <param name="cancellationToken">Stops it; what was deleted before stays so.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var before = timeProvider.GetUtcNow() - options.Value.History;
        for (var all = 0; ;)
        {
            await using var purge = dataSource.CreateCommand(PurgeSql).With("before", before).With("limit", options.Value.PurgeBatchSize);
            var purged = await purge.ExecuteNonQueryAsync(cancellationToken);
            all += purged;
            if (purged == options.Value.PurgeBatchSize)
                continue;
            if (all > 0)
                logger.SyncErrorsPurged(all, before);
            return all;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.PurgeWaits(exception);
            }
            await Task.Delay(options.Value.PurgeEvery, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
