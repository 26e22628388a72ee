using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>Forgets asynchronous requests that nobody asks about any more.</summary>
sealed class AsyncRequestPurge(
    AsyncRequestStore store, IOptions<AsyncRequestOptions> options, TimeProvider timeProvider, ILogger<AsyncRequestPurge> logger) : BackgroundService
{
    /// <summary>Deletes one batch.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many requests were deleted; a full batch: there may be more.</returns>
    public Task<int> RunOnceAsync(CancellationToken cancellationToken) =>
        store.PurgeAsync(timeProvider.GetUtcNow() - options.Value.Retention, options.Value.PurgeBatchSize, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RunOnceAsync(stoppingToken) == options.Value.PurgeBatchSize)
                    continue;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.AsyncRequestsNotPurged(exception);
            }
            await Task.Delay(options.Value.PurgeInterval, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
