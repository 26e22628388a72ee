namespace Blink.Pipeline.Ops.Overview;

/// <summary>The pipeline at a moment of the past; null: it was not known.</summary>
/// <param name="At">The moment, on a multiple of ten seconds.</param>
/// <param name="Level">The verdict.</param>
/// <param name="AcknowledgedPerSecond">Changes acknowledged, a second, in the minute before.</param>
/// <param name="AppliedPerSecond">Users applied, a second, in the minute before.</param>
/// <param name="RejectedPerSecond">Users rejected, a second, in the minute before.</param>
/// <param name="OutboxMessages">Messages in all outboxes.</param>
/// <param name="OutboxAgeSeconds">For how long the oldest of them waited.</param>
/// <param name="QueuedMessages">Messages in the work queues, those that workers hold included.</param>
/// <param name="Pending">Users whose newest version was not decided on.</param>
/// <param name="OldestPendingSeconds">For how long the oldest of them waited; null also: none did.</param>
/// <param name="DeadLetters">Dead letters that waited for an operator.</param>
/// <param name="MailsPending">Digests and invites that had still to go out.</param>
sealed record OverviewSample(
    DateTimeOffset At,
    OverviewLevel Level,
    double? AcknowledgedPerSecond,
    double? AppliedPerSecond,
    double? RejectedPerSecond,
    long? OutboxMessages,
    double? OutboxAgeSeconds,
    long? QueuedMessages,
    long? Pending,
    double? OldestPendingSeconds,
    long? DeadLetters,
    long? MailsPending)
{
    /// <summary>How far samples lie apart.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>What is kept of an overview.</summary>
    /// <param name="overview">What was found.</param>
    /// <returns>The sample, at the multiple of ten seconds before.</returns>
    public static OverviewSample Of(PipelineOverview overview)
    {
        var figures = overview.Figures;
        return new(
            SlotOf(overview.At),
            overview.Verdict.Level,
            figures?.AcknowledgedPerSecond,
            figures?.AppliedPerSecond,
            figures?.RejectedPerSecond,
            figures?.Outboxes.Sum(outbox => outbox.Waiting),
            figures?.Outboxes.Max(outbox => outbox.AgeSeconds),
            overview.Queues?.Where(queue => queue.Kind == "work").Sum(queue => queue.Ready + queue.Unacknowledged),
            figures?.Pending,
            figures?.OldestPendingSeconds,
            figures?.DeadLetters,
            figures?.DigestsPending + figures?.InvitesPending);
    }

    /// <summary>The multiple of ten seconds at or before a moment.</summary>
    public static DateTimeOffset SlotOf(DateTimeOffset moment) => new(moment.UtcTicks - (moment.UtcTicks % Every.Ticks), TimeSpan.Zero);
}
