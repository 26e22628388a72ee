using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Queues;

/// <summary>The queues that the collector empties.</summary>
static class DeadLetterQueues
{
    public static IReadOnlyList<string> All { get; } =
        [.. Names.Work.SelectMany(work => new[] { Names.ErrorQueueOf(work), Names.SkippedQueueOf(work) }), Names.DeadLetters];
}
