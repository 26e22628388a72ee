using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Outbox;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker;

/// <summary>The worker's outbox, <c>provisioning.outbox</c>: what it tells the notification worker, and users to try again.</summary>
static class ProvisioningOutbox
{
    /// <summary>How the relay empties it.</summary>
    public static OutboxTable Table { get; } = new(
        "provisioning.outbox",
        "id",
        """
        DELETE FROM provisioning.outbox
        WHERE id IN (
            SELECT id
            FROM provisioning.outbox
            ORDER BY id
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        RETURNING
            message_type,
            organisation_id,
            subject_id,
            version,
            traceparent,
            clock_timestamp() - created_at
        """,
        row => new OutboxMessage(MessageOf(row), row.Nullable<string>(4), row.GetTimeSpan(5)));

    const string AddSql = """
        INSERT INTO provisioning.outbox (message_type, organisation_id, subject_id, traceparent)
        SELECT *
        FROM unnest(@types, @organisations, @subjects, @traceparents)
        """;

    /// <summary>The statement that tells of sync errors.</summary>
    /// <param name="events">The message type, the organisation, the sync error and the trace context of each.</param>
    public static NpgsqlBatchCommand Add(IReadOnlyList<(string Type, Guid OrganisationId, Guid SyncErrorId, string? Traceparent)> events) =>
        new NpgsqlBatchCommand(AddSql)
            .With("types", events.Select(message => message.Type).ToArray())
            .With("organisations", events.Select(message => message.OrganisationId).ToArray())
            .With("subjects", events.Select(message => message.SyncErrorId).ToArray())
            .With("traceparents", events.Select(message => message.Traceparent).ToArray());

    static object MessageOf(NpgsqlDataReader row) => row.GetString(0) switch
    {
        nameof(Contracts.ApplyUser) => new Contracts.ApplyUser(row.GetGuid(1), row.GetGuid(2), row.GetInt64(3)),
        nameof(SyncErrorRaised) => new SyncErrorRaised(row.GetGuid(1), row.GetGuid(2)),
        nameof(SyncErrorResolved) => new SyncErrorResolved(row.GetGuid(1), row.GetGuid(2)),
        var type => throw new InvalidOperationException($"The outbox holds a message of the unknown type {type}."),
    };
}
