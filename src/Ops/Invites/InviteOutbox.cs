using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Outbox;

namespace Blink.Pipeline.Ops.Invites;

/// <summary>The operations' outbox, <c>operations.outbox</c>: invites that no queue has confirmed yet.</summary>
static class InviteOutbox
{
    /// <summary>How the relay empties it.</summary>
    public static OutboxTable Table { get; } = new(
        "operations.outbox",
        "invite_id",
        """
        DELETE FROM operations.outbox
        WHERE invite_id IN (
            SELECT invite_id
            FROM operations.outbox
            ORDER BY invite_id
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        RETURNING
            organisation_id,
            account_id,
            invite_id,
            clock_timestamp() - created_at
        """,
        row => new OutboxMessage(new SendInvite(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2)), Traceparent: null, row.GetTimeSpan(3)));
}
