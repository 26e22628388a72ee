using Blink.Pipeline.Contracts;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>
/// The arguments of every queue, in one place: RabbitMQ refuses a declaration that differs from the first one, and MassTransit
/// gives <c>_error</c> and <c>_skipped</c> the arguments of their work queue.
/// </summary>
public static class QueueArguments
{
    /// <summary>How often the broker may hand a message out before it counts as the killer of its worker. RabbitMQ 4's own default.</summary>
    public const int DeliveryLimit = 20;

    /// <summary>
    /// A work queue, and its <c>_error</c> and <c>_skipped</c>: replicated, and what exceeds the delivery limit goes to
    /// <see cref="Queues.DeadLetters"/> instead of being dropped. At-least-once dead-lettering needs <c>reject-publish</c>.
    /// </summary>
    public static IReadOnlyDictionary<string, object?> Work { get; } = new Dictionary<string, object?>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = DeliveryLimit,
        ["x-dead-letter-exchange"] = Queues.DeadLetters,
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };

    /// <summary>
    /// The last stop has nowhere to pass a message on to, so its own limit is out of reach: a collector that dies again and again
    /// must not lose what it collects. RabbitMQ 4 would otherwise drop it after 20 returns.
    /// </summary>
    public static IReadOnlyDictionary<string, object?> DeadLetters { get; } = new Dictionary<string, object?>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = int.MaxValue,
    };
}
