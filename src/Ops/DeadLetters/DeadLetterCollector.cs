using Blink.Pipeline.Platform;
using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>
/// Empties the queues of dead letters into the database: commit, then acknowledge. If it dies in between, the broker hands the same
/// messages out again, and the store recognises them.
/// </summary>
sealed class DeadLetterCollector(
    OpsSettings settings,
    DeadLetterStore store,
    IOptions<CollectorOptions> options,
    TimeProvider timeProvider,
    ILogger<DeadLetterCollector> logger) : BackgroundService
{
    readonly Backoff waits = new(options.Value.FirstRetryDelay, options.Value.LongestRetryDelay);
    volatile bool collecting;

    /// <summary>Whether it is meant to collect.</summary>
    public bool IsEnabled => options.Value.Enabled;

    /// <summary>Whether the queues are being consumed.</summary>
    public bool IsCollecting => collecting;

    /// <summary>Waits for letters, stores them, acknowledges them.</summary>
    /// <param name="consumer">Where they come from.</param>
    /// <param name="cancellationToken">Stops it; what is not acknowledged is handed out again.</param>
    /// <returns>How many letters were new.</returns>
    public async Task<int> RunOnceAsync(DeadLetterConsumer consumer, CancellationToken cancellationToken)
    {
        var group = await consumer.ReadAsync(options.Value.PrefetchCount, cancellationToken);
        var now = timeProvider.GetUtcNow();
        var stored = await StoreAsync([.. group.Select(delivery => LetterReader.Read(delivery, now))], consumer, cancellationToken);
        await consumer.AcknowledgeAsync(group, cancellationToken);
        logger.LettersCollected(stored, group.Count);
        DeadLetterWatch.Count(stored);
        return stored;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsEnabled)
        {
            logger.CollectorIsOff();
            return;
        }
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var consumer = await DeadLetterConsumer.OpenAsync(settings.RabbitMq, options.Value.PrefetchCount, stoppingToken);
                logger.CollectorConnected();
                collecting = true;
                while (true)
                {
                    await RunOnceAsync(consumer, stoppingToken);
                    failures = 0;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                collecting = false;
                logger.CollectorInterrupted(exception);
                await PauseAsync(++failures, stoppingToken);
            }
        }
    }

    // While the database is away the letters stay held: giving them back would count as a return of each, and there is a limit to those.
    async Task<int> StoreAsync(IReadOnlyList<CollectedLetter> letters, DeadLetterConsumer consumer, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await store.InsertAsync(letters, cancellationToken);
            }
            catch (Exception exception) when (PostgresErrors.IsTransient(exception) && !consumer.Closed.IsCancellationRequested)
            {
                logger.StoreWaits(exception, letters.Count);
                await PauseAsync(failures, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    async Task PauseAsync(int failures, CancellationToken cancellationToken) =>
        await Task.Delay(waits.WaitAfter(failures, Random.Shared), timeProvider, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
