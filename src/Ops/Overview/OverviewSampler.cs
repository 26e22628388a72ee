using Blink.Pipeline.Ops.SyncProgress;

namespace Blink.Pipeline.Ops.Overview;

/// <summary>
/// Takes the ledger on and writes down how the pipeline is, every ten seconds. Of several instances the first one's sample counts; a slot
/// that is there is not measured a second time.
/// </summary>
sealed class OverviewSampler(
    OverviewSamples samples, OverviewReader reader, SyncLedger ledger, TimeProvider timeProvider, ILogger<OverviewSampler> logger)
    : BackgroundService
{
    /// <summary>Takes the ledger on, and samples the slot of this moment unless another instance has.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The sample; null: it was there.</returns>
    public async Task<OverviewSample?> RunOnceAsync(CancellationToken cancellationToken)
    {
        await ledger.AdvanceAsync(cancellationToken);
        if (await samples.IsKnownAsync(OverviewSample.SlotOf(timeProvider.GetUtcNow()), cancellationToken))
            return null;
        var sample = OverviewSample.Of(await reader.ReadAsync(cancellationToken));
        return await samples.AddAsync(sample, cancellationToken) ? sample : null;
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
                logger.SampleMissed(exception);
            }
            var now = timeProvider.GetUtcNow();
            await Task.Delay(OverviewSample.SlotOf(now) + OverviewSample.Every - now, timeProvider, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
