using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Outbox;

namespace Blink.Pipeline.Ingress.Relay;

/// <summary>The ingress's outbox: a row for each accepted change, published as <see cref="ApplyUser"/>.</summary>
static class ApplyUserOutbox
{
    // When each version was acknowledged and taken to the broker is kept here, so that accepting a change does not pay for it.
    const string TakeSql = """
        WITH taken AS (
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
                created_at),
        kept AS (
            INSERT INTO scim.publications (scim_user_id, version, acknowledged_at, published_at)
            SELECT
                scim_user_id,
                version,
                created_at,
                clock_timestamp()
            FROM taken)
        SELECT
            organisation_id,
            scim_user_id,
            version,
            traceparent,
            clock_timestamp() - created_at
        FROM taken
        """;

    public static OutboxTable Table { get; } = new("scim.outbox", "id", TakeSql, row => new OutboxMessage(
        new ApplyUser(row.GetGuid(0), row.GetGuid(1), row.GetInt64(2)),
        row.Nullable<string>(3),
        row.GetTimeSpan(4)));
}
