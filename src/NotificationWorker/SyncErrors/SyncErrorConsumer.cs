using Blink.Pipeline.Contracts;
using MassTransit;

namespace Blink.Pipeline.NotificationWorker.SyncErrors;

/// <summary>Notes that a sync error was raised or resolved. Either event only says where to look, so both do the same.</summary>
sealed class SyncErrorConsumer(SyncErrorStore store, DatabaseWaits waits, ILogger<SyncErrorConsumer> logger)
    : IConsumer<SyncErrorRaised>, IConsumer<SyncErrorResolved>
{
    public Task Consume(ConsumeContext<SyncErrorRaised> context) => TakeInAsync(context.Message.SyncErrorId, context.CancellationToken);

    public Task Consume(ConsumeContext<SyncErrorResolved> context) => TakeInAsync(context.Message.SyncErrorId, context.CancellationToken);

    async Task TakeInAsync(Guid syncErrorId, CancellationToken cancellationToken)
    {
        if (syncErrorId == Guid.Empty)
            throw new InvalidOperationException("The message names no sync error: syncErrorId is missing or empty.");
        var count = await waits.UntilDoneAsync(
            () => store.TakeInAsync(syncErrorId, cancellationToken),
            (attempt, exception) => logger.TakeInWaits(syncErrorId, attempt, exception),
            cancellationToken);
        NotificationMetrics.TakenIn(count, "event");
    }
}
