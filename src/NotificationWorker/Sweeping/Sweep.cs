using Blink.Pipeline.NotificationWorker.Invites;
using Blink.Pipeline.NotificationWorker.SyncErrors;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.Sweeping;

/// <summary>
/// Takes in the sync errors and invites that no message told of: the broker's data may be wiped, and for that no error may go untold and
/// no invite unsent.
/// </summary>
sealed class Sweep(
    SyncErrorStore syncErrors,
    InvitationStore invites,
    IOptions<SweepOptions> options,
    TimeProvider timeProvider,
    ILogger<Sweep> logger) : BackgroundService
{
    /// <summary>Sweeps once.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many errors and invites were news.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var errors = await syncErrors.TakeInAllAsync(cancellationToken);
        if (errors > 0)
        {
            NotificationMetrics.TakenIn(errors, "sweep");
            logger.SweepTookInErrors(errors);
        }
        var missed = await invites.TakeInMissedAsync(cancellationToken);
        if (missed > 0)
            logger.SweepTookInInvites(missed);
        return errors + missed;
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
