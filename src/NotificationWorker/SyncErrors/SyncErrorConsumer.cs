using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using MassTransit;

namespace Blink.Pipeline.NotificationWorker.SyncErrors;

/// <summary>Notes that a sync error was raised or resolved. Either event only says where to look, so both do the same.</summary>
sealed class SyncErrorConsumer(SyncErrorStore store, TimeProvider timeProvider, ILogger<SyncErrorConsumer> logger)
    : IConsumer<SyncErrorRaised>, IConsumer<SyncErrorResolved>
{
    static readonly Backoff Waits = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));

    public Task Consume(ConsumeContext<SyncErrorRaised> context) => TakeInAsync(context.Message.SyncErrorId, context.CancellationToken);

    public Task Consume(ConsumeContext<SyncErrorResolved> context) => TakeInAsync(context.Message.SyncErrorId, context.CancellationToken);

    async Task TakeInAsync(Guid syncErrorId, CancellationToken cancellationToken)
    {
        if (syncErrorId == Guid.Empty)
            throw new InvalidOperationException("The message names no sync error: syncErrorId is missing or empty.");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var count = await store.TakeInAsync(syncErrorId, cancellationToken);
                NotificationMetrics.TakenIn.Add(count, new KeyValuePair<string, object?>("source", "event"));
                return;
            }
            catch (Exception exception) when (PostgresErrors.IsTransient(exception))
            {
                // Waiting here, and not in the dead letters: while the database is away, the messages that are held stand still.
                logger.TakeInWaits(syncErrorId, attempt, exception);
                await Task.Delay(Waits.WaitAfter(attempt, Random.Shared), timeProvider, cancellationToken);
            }
        }
    }
}
