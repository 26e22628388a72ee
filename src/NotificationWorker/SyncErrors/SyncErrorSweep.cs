using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.SyncErrors;

/// <summary>Takes in the sync errors that no event told of: the broker's data may be wiped, and no error may go untold for it.</summary>
sealed class SyncErrorSweep(
    SyncErrorStore store,
    IOptions<SyncErrorSweepOptions> options,
    TimeProvider timeProvider,
    ILogger<SyncErrorSweep> logger) : BackgroundService
{
    /// <summary>Sweeps once.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many errors were news.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var count = await store.TakeInAllAsync(cancellationToken);
        if (count > 0)
        {
            NotificationMetrics.TakenIn.Add(count, new KeyValuePair<string, object?>("source", "sweep"));
            logger.SweepTookIn(count);
        }
        return count;
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
                logger.SweepWaits(exception);
            }
            await Task.Delay(options.Value.Interval, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
