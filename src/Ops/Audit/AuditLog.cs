using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Blink.Pipeline.Ops.Audit;

/// <summary>The record of what operators did, <c>operations.audit_records</c>.</summary>
sealed class AuditLog(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    /// <summary>Makes the command that writes a record; it belongs into the batch (one commit) of what it records.</summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="action">What is done.</param>
    /// <param name="subject">Upon what.</param>
    /// <param name="details">An object that becomes JSON; never a secret.</param>
    /// <returns>The command.</returns>
    public NpgsqlBatchCommand Record(string actor, string action, string subject, object details)
    {
        var now = timeProvider.GetUtcNow();
        var command = new NpgsqlBatchCommand("""
            INSERT INTO operations.audit_records (id, at, actor, action, subject, details)
            VALUES (@id, @now, @actor, @action, @subject, @details)
            """);
        command.With("id", Guid.CreateVersion7(now)).With("now", now).With("actor", actor).With("action", action).With("subject", subject);
        command.Parameters.AddWithValue("details", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(details, JsonSerializerOptions.Web));
        return command;
    }

    /// <summary>Writes a record of what changes nothing else: who came in, who was refused, who looked at people or took their data.</summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="action">What is done.</param>
    /// <param name="subject">Upon what.</param>
    /// <param name="details">An object that becomes JSON; never a secret.</param>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    public async Task WriteAsync(string actor, string action, string subject, object details, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(Record(actor, action, subject, details));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads the newest records.</summary>
    /// <param name="subject">Only those of this subject; null: of all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The records, newest first.</returns>
    public Task<IReadOnlyList<AuditRecord>> ListAsync(string? subject, int limit, CancellationToken cancellationToken) =>
        ListAsync(new AuditFilter(Subject: subject), limit, cancellationToken);

    /// <summary>Searches the records.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The records, newest first.</returns>
    public async Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT
                id,
                at,
                actor,
                action,
                subject,
                details
            FROM operations.audit_records
            WHERE (@actor::text IS NULL OR lower(actor) = lower(@actor))
                AND (@action::text IS NULL OR CASE WHEN @begins THEN starts_with(action, @action) ELSE action = @action END)
                AND (@subject::text IS NULL OR subject = @subject)
                AND (@since::timestamptz IS NULL OR at >= @since)
                AND (@until::timestamptz IS NULL OR at < @until)
                AND (@before::uuid IS NULL OR (at, id) < (SELECT at, id FROM operations.audit_records WHERE id = @before))
            ORDER BY at DESC, id DESC
            LIMIT @limit
            """);
        return await command
            .With("actor", filter.Actor)
            .With("action", filter.Action?.TrimEnd('*'))
            .With("begins", filter.Action is [.., '.' or '*'])
            .With("subject", filter.Subject)
            .With("since", filter.Since)
            .With("until", filter.Until)
            .With("before", filter.Before)
            .With("limit", limit)
            .ReadAsync(Read, cancellationToken);
    }

    static AuditRecord Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetFieldValue<DateTimeOffset>(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetFieldValue<JsonElement>(5));
}
