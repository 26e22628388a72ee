using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Invites;

/// <summary>Reads the invites, with what became of each from the view that the notification schema offers.</summary>
sealed class InviteReader(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// What became of <c>operations.invites AS invite</c>, with <c>notification.invitation_overview AS sending</c> and
    /// <c>operations.outbox AS waiting</c> beside it. One that failed is superseded once somebody pressed for the same account again.
    /// </summary>
    public const string StatusSql = """
        CASE
            WHEN sending.status = 'failed' AND EXISTS (
                SELECT
                FROM operations.invites AS later
                WHERE later.account_id = invite.account_id AND (later.pressed_at, later.id) > (invite.pressed_at, invite.id)) THEN 'superseded'
            WHEN sending.status IS NOT NULL THEN sending.status
            WHEN waiting.invite_id IS NOT NULL THEN 'unpublished'
            ELSE 'published'
        END
        """;

    /// <summary>Lists invites.</summary>
    /// <param name="organisationId">Only this organisation's; null: of all.</param>
    /// <param name="onlyFailed">Only those that somebody has to look at: no mail follows, and nobody pressed again.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, newest first.</returns>
    public Task<IReadOnlyList<Invite>> ListAsync(Guid? organisationId, bool onlyFailed, int limit, CancellationToken cancellationToken) =>
        ReadAsync(organisationId, null, onlyFailed, limit, cancellationToken);

    /// <summary>Lists the invites of one account.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, newest first.</returns>
    public Task<IReadOnlyList<Invite>> OfAccountAsync(Guid accountId, int limit, CancellationToken cancellationToken) =>
        ReadAsync(null, accountId, onlyFailed: false, limit, cancellationToken);

    async Task<IReadOnlyList<Invite>> ReadAsync(
        Guid? organisationId, Guid? accountId, bool onlyFailed, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            SELECT
                invite.id,
                organisation.name,
                invite.account_id,
                nullif(concat_ws(' ', account.first_name, account.surname), ''),
                coalesce(sending.recipient, account.email),
                invite.actor,
                invite.pressed_at,
                {StatusSql},
                coalesce(sending.attempts, 0),
                sending.last_error,
                sending.sent_at
            FROM operations.invites AS invite
            JOIN operations.organisations AS organisation ON organisation.id = invite.organisation_id
            LEFT JOIN operations.outbox AS waiting ON waiting.invite_id = invite.id
            LEFT JOIN notification.invitation_overview AS sending ON sending.invite_id = invite.id
            LEFT JOIN provisioning.account_profiles AS account ON account.account_id = invite.account_id
            WHERE (@organisation::uuid IS NULL OR invite.organisation_id = @organisation)
                AND (@account::uuid IS NULL OR invite.account_id = @account)
                AND (NOT @failed OR {StatusSql} = 'failed')
            ORDER BY invite.pressed_at DESC, invite.id
            LIMIT @limit
            """);
        return await command.With("organisation", organisationId).With("account", accountId).With("failed", onlyFailed).With("limit", limit)
            .ReadAsync(Read, cancellationToken);
    }

    static Invite Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetGuid(2),
        row.Nullable<string>(3),
        row.Nullable<string>(4),
        row.GetString(5),
        row.GetFieldValue<DateTimeOffset>(6),
        row.GetString(7),
        row.GetInt32(8),
        row.Nullable<string>(9),
        row.Nullable<DateTimeOffset?>(10));
}
