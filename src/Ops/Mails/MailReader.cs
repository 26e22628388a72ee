using Blink.Pipeline.Ops.Invites;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Mails;

/// <summary>Reads the mails of all kinds as one list, through the views that the notification schema offers.</summary>
sealed class MailReader(NpgsqlDataSource dataSource)
{
    const string Sql = $"""
        SELECT
            mail.kind,
            mail.id,
            mail.organisation_id,
            coalesce(organisation.name, ''),
            mail.about,
            mail.status,
            mail.recipient,
            mail.attempts,
            mail.last_error,
            mail.caused_at,
            mail.sent_at
        FROM (
            SELECT
                'digest' AS kind,
                digest_id AS id,
                organisation_id,
                concat(
                    error_count, CASE error_count WHEN 1 THEN ' error, ' ELSE ' errors, ' END,
                    warning_count, CASE warning_count WHEN 1 THEN ' warning, ' ELSE ' warnings, ' END,
                    resolved_count, ' resolved') AS about,
                status,
                recipient,
                attempts,
                last_error,
                opened_at AS caused_at,
                sent_at
            FROM notification.digest_overview
            WHERE @kind::text IS NULL OR @kind = 'digest'
            UNION ALL
            SELECT
                'invite',
                invite.id,
                invite.organisation_id,
                concat('invited by ', invite.actor),
                {InviteReader.StatusSql},
                sending.recipient,
                coalesce(sending.attempts, 0),
                sending.last_error,
                invite.pressed_at,
                sending.sent_at
            FROM operations.invites AS invite
            LEFT JOIN operations.outbox AS waiting ON waiting.invite_id = invite.id
            LEFT JOIN notification.invitation_overview AS sending ON sending.invite_id = invite.id
            WHERE @kind::text IS NULL OR @kind = 'invite'
            UNION ALL
            SELECT
                'alert',
                alert_id,
                organisation_id,
                kind,
                status,
                recipient,
                attempts,
                last_error,
                opened_at,
                told_at
            FROM notification.sync_alert_overview
            WHERE @kind::text IS NULL OR @kind = 'alert') AS mail
        LEFT JOIN operations.organisations AS organisation ON organisation.id = mail.organisation_id
        WHERE (@id::uuid IS NULL OR mail.id = @id)
            AND (@organisation::uuid IS NULL OR mail.organisation_id = @organisation)
            AND (@status::text IS NULL OR mail.status = @status)
            AND (@since::timestamptz IS NULL OR mail.caused_at >= @since)
            AND (@until::timestamptz IS NULL OR mail.caused_at < @until)
        ORDER BY
            mail.caused_at DESC,
            mail.id DESC
        LIMIT @limit
        """;

    /// <summary>Lists mails.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, those caused last first.</returns>
    public Task<IReadOnlyList<OutgoingMail>> ListAsync(MailFilter filter, int limit, CancellationToken cancellationToken) =>
        ReadAsync(filter, null, limit, cancellationToken);

    /// <summary>Reads one mail.</summary>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The mail.</returns>
    /// <exception cref="OpsException">There is none.</exception>
    public async Task<OutgoingMail> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await ReadAsync(new MailFilter(), id, 1, cancellationToken) is [var mail]
            ? mail
            : throw new OpsException($"There is no mail {id}: 'mails list' shows those that there are.");

    async Task<IReadOnlyList<OutgoingMail>> ReadAsync(MailFilter filter, Guid? id, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sql)
            .With("id", id)
            .With("organisation", filter.OrganisationId)
            .With("kind", filter.Kind)
            .With("status", filter.Status)
            .With("since", filter.Since)
            .With("until", filter.Until)
            .With("limit", limit);
        return await command.ReadAsync(Read, cancellationToken);
    }

    static OutgoingMail Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetGuid(1),
        row.GetGuid(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.Nullable<string>(6),
        row.GetInt32(7),
        row.Nullable<string>(8),
        row.GetFieldValue<DateTimeOffset>(9),
        row.Nullable<DateTimeOffset?>(10));
}
