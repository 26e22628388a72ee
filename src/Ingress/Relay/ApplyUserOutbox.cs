using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Outbox;

namespace Blink.Pipeline.Ingress.Relay;

/// <summary>The ingress's outbox: a row for each accepted change, published as <see cref="ApplyUser"/>.</summary>
static class ApplyUserOutbox
{
    const string TakeSql = """
        DELETE FROM scim.outbox
        WHERE id IN (
            SELECT id
            FROM scim.outbox
            ORDER BY id
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        RETURNING
            organisation_id,
            scim_user_id,
            version,
            traceparent,
            clock_timestamp() - created_at
        """;

    public static OutboxTable Table { get; } = new("scim.outbox", "id", TakeSql, row => new OutboxMessage(
        new ApplyUser(row.GetGuid(0), row.GetGuid(1), row.GetInt64(2)),
        row.Nullable<string>(3),
        row.GetTimeSpan(4)));
}
