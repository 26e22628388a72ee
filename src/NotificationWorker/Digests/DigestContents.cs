using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.SyncErrors;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>
/// Fixes what a digest tells. What is told, the counts and the mail itself are committed together, before anything is sent: a crash
/// afterwards sends the same mail again, and a crash before leaves everything untold.
/// </summary>
sealed class DigestContents(NpgsqlDataSource dataSource, SyncErrorStore syncErrors, DigestMail mail)
{
    const int MaxLength = 1_000;

    const string HoldSql = """
        SELECT status
        FROM notification.digests
        WHERE id = @id AND attempts = @attempt AND status = 'pending'
        FOR UPDATE
        """;

    // The error's state is read from the provisioning worker in the same statement: one that is resolved by now is left out.
    const string TellErrorsSql = """
        UPDATE notification.sync_errors
        SET told_in = @id
        FROM provisioning.sync_error_details AS details
        WHERE details.sync_error_id = sync_errors.sync_error_id
            AND sync_errors.organisation_id = @organisation
            AND sync_errors.told_in IS NULL
            AND sync_errors.resolution_noticed_at IS NULL
            AND details.resolved_at IS NULL
        RETURNING
            details.severity,
            details.reason,
            details.name,
            details.user_name,
            details.employee_id,
            details.value,
            details.raised_at,
            details.traceparent
        """;

    const string TellResolutionsSql = """
        UPDATE notification.sync_errors
        SET resolution_told_in = @id
        FROM notification.untold, provisioning.sync_error_details AS details
        WHERE untold.sync_error_id = sync_errors.sync_error_id
            AND details.sync_error_id = sync_errors.sync_error_id
            AND sync_errors.organisation_id = @organisation
            AND untold.organisation_id = @organisation
            AND sync_errors.resolution_noticed_at IS NOT NULL
        RETURNING
            details.severity,
            details.reason,
            details.name,
            details.user_name,
            details.employee_id,
            details.value,
            details.raised_at,
            details.resolution_traceparent
        """;

    const string StillOpenSql = """
        SELECT count(*)::integer
        FROM notification.sync_errors AS sync_error
        JOIN notification.digests AS digest ON digest.id = sync_error.told_in
        WHERE sync_error.organisation_id = @organisation
            AND sync_error.resolution_noticed_at IS NULL
            AND digest.status = 'sent'
        """;

    const string DropSql = "DELETE FROM notification.digests WHERE id = @id";

    const string SaveSql = """
        UPDATE notification.digests
        SET
            status = 'sending',
            recipient = @recipient,
            message_id = @message_id,
            message = @message,
            error_count = @errors,
            warning_count = @warnings,
            resolved_count = @resolved
        WHERE id = @id
        """;

    /// <summary>Composes a digest that is pending.</summary>
    /// <param name="taken">The digest.</param>
    /// <param name="cancellationToken">Stops it; nothing is told then.</param>
    /// <returns>The mail's bytes; null: nothing is left to tell, or the lease was lost.</returns>
    public async Task<byte[]?> ComposeAsync(TakenDigest taken, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await Command(HoldSql, connection, taken).ExecuteScalarAsync(cancellationToken) is null)
            return null;
        await syncErrors.TakeInOrganisationAsync(connection, taken.OrganisationId, cancellationToken);
        var (content, traceparents) = await TellAsync(connection, taken, cancellationToken);
        var message = content.IsEmpty ? null : await SaveAsync(connection, taken, content, cancellationToken);
        if (message is null)
            await Command(DropSql, connection, taken).ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        ToldSpans.Record(taken, traceparents);
        return message;
    }

    static async Task<(DigestContent Content, List<string?> Traceparents)> TellAsync(
        NpgsqlConnection connection, TakenDigest taken, CancellationToken cancellationToken)
    {
        var told = await Command(TellErrorsSql, connection, taken).ReadAsync(ReadItem, cancellationToken);
        var resolved = await Command(TellResolutionsSql, connection, taken).ReadAsync(ReadItem, cancellationToken);
        var stillOpen = (int)(await Command(StillOpenSql, connection, taken).ExecuteScalarAsync(cancellationToken))!;
        var content = new DigestContent(
            SafeText.Line(taken.OrganisationName, MaxLength),
            [.. told.Where(row => row.Severity == "error").Select(row => row.Item)],
            [.. told.Where(row => row.Severity != "error").Select(row => row.Item)],
            [.. resolved.Select(row => row.Item)],
            stillOpen);
        return (content, [.. told.Concat(resolved).Select(row => row.Traceparent)]);
    }

    async Task<byte[]> SaveAsync(
        NpgsqlConnection connection, TakenDigest taken, DigestContent content, CancellationToken cancellationToken)
    {
        using var message = await mail.ComposeAsync(taken, content);
        var bytes = await MailEnvelope.BytesOfAsync(message, cancellationToken);
        await using var command = Command(SaveSql, connection, taken)
            .With("recipient", taken.Recipient)
            .With("message_id", message.MessageId)
            .With("message", bytes)
            .With("errors", content.Errors.Count)
            .With("warnings", content.Warnings.Count)
            .With("resolved", content.Resolved.Count);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return bytes;
    }

    static (string Severity, DigestItem Item, string? Traceparent) ReadItem(NpgsqlDataReader row) => (
        row.GetString(0),
        new(row.GetString(1), Line(row, 2), Line(row, 3), Line(row, 4), Line(row, 5), row.GetFieldValue<DateTimeOffset>(6)),
        row.Nullable<string>(7));

    static string Line(NpgsqlDataReader row, int ordinal) => SafeText.Line(row.Nullable<string>(ordinal), MaxLength);

    static NpgsqlCommand Command(string sql, NpgsqlConnection connection, TakenDigest taken) =>
        new NpgsqlCommand(sql, connection)
            .With("id", taken.Id)
            .With("organisation", taken.OrganisationId)
            .With("attempt", taken.Attempt);
}
