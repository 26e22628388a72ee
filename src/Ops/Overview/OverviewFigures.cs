namespace Blink.Pipeline.Ops.Overview;

/// <summary>What the database knows of the flow. Rates are of the last minute.</summary>
/// <param name="AcknowledgedPerSecond">Changes that were acknowledged to the organisations, a second.</param>
/// <param name="AppliedPerSecond">Users that were applied, a second.</param>
/// <param name="RejectedPerSecond">Users that were rejected, a second; trying again with the same end does not count.</param>
/// <param name="Outboxes">What is committed and not yet in the broker, by outbox.</param>
/// <param name="Organisations">How many organisations there are.</param>
/// <param name="Users">Their SCIM users, deleted ones included.</param>
/// <param name="Pending">Those whose newest version was not decided on yet.</param>
/// <param name="OldestPendingSeconds">For how long the oldest of them waits; null: none does.</param>
/// <param name="Rejected">Those whose newest version was rejected.</param>
/// <param name="DeadLetters">Dead letters that wait for an operator.</param>
/// <param name="DigestsPending">Digests still to go out; most wait for their window.</param>
/// <param name="DigestsOverdue">Those that should have been tried minutes ago.</param>
/// <param name="DigestsFailed">Digests that were refused for good and that somebody has to look at.</param>
/// <param name="InvitesPending">Invites still to go out.</param>
/// <param name="ResentLately">Users whose commands the reconciler sent again within the last 15 minutes and that are not in order yet.</param>
/// <param name="AlertsOpen">Organisations' synchronisations that are silent, near quarantine, or have a token that expires.</param>
sealed record OverviewFigures(
    double AcknowledgedPerSecond,
    double AppliedPerSecond,
    double RejectedPerSecond,
    IReadOnlyList<OutboxState> Outboxes,
    long Organisations,
    long Users,
    long Pending,
    double? OldestPendingSeconds,
    long Rejected,
    long DeadLetters,
    long DigestsPending,
    long DigestsOverdue,
    long DigestsFailed,
    long InvitesPending,
    long ResentLately,
    long AlertsOpen);

/// <summary>An outbox.</summary>
/// <param name="Name">The table: <c>scim.outbox</c>, <c>provisioning.outbox</c>, <c>operations.outbox</c>.</param>
/// <param name="Waiting">Messages in it; of more than 100,000, that many.</param>
/// <param name="AgeSeconds">For how long the oldest one waits; 0: none does.</param>
sealed record OutboxState(string Name, long Waiting, double AgeSeconds);
