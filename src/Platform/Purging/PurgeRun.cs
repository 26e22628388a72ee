using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.Platform.Purging;

/// <summary>Deletes what is older than its history, table by table and batch by batch, so that no table grows for ever.</summary>
public sealed class PurgeRun(
    IEnumerable<Purge> purges, NpgsqlDataSource dataSource, IOptions<PurgeOptions> options, TimeProvider timeProvider, ILogger<PurgeRun> logger)
    : BackgroundService
{
    /// <summary>Deletes until nothing is left that is too old. Several processes may do it at the same time.</summary>
    /// <param name="cancellationToken">Stops it; what was deleted before stays so.</param>
    /// <returns>How many rows were deleted.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var all = 0;
        foreach (var purge in purges)
            all += await DeleteAsync(purge, cancellationToken);
        return all;
    }

    /// <inheritdoc/>
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
            await Task.Delay(options.Value.Every, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<int> DeleteAsync(Purge purge, CancellationToken cancellationToken)
    {
        var before = timeProvider.GetUtcNow() - purge.History;
        for (var all = 0; ;)
        {
#pragma warning disable CA2100 // Constants of the programs.
            await using var command = dataSource.CreateCommand(purge.Sql).With("before", before).With("limit", options.Value.BatchSize);
#pragma warning restore CA2100
            var deleted = await command.ExecuteNonQueryAsync(cancellationToken);
            all += deleted;
            if (deleted == options.Value.BatchSize)
                continue;
            if (all > 0)
                logger.Purged(all, purge.Table, before);
            return all;
        }
    }
}
