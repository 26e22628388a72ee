using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.Ops.Invites;

/// <summary>
/// Resend invite: the only way in which a user is mailed. The press, its audit record and its outbox row are one commit; <c>ops serve</c>
/// publishes the row, so a press that was granted is never lost.
/// </summary>
sealed class ResendInvite(NpgsqlDataSource dataSource, AuditLog audit, IOptions<InviteOptions> options, TimeProvider timeProvider)
{
    // The first key of the advisory lock that one press of an account holds against another; its second is a hash of the account.
    const int LockClass = 4_210_009;

    const string FindSql = """
        SELECT
            account_id,
            active,
            nullif(trim(email), ''),
            nullif(concat_ws(' ', first_name, surname), '')
        FROM provisioning.account_profiles
        WHERE organisation_id = @organisation
            AND (account_id = @id OR lower(trim(email)) = lower(@text) OR upper(trim(employee_id)) = upper(@text))
        ORDER BY account_id
        LIMIT 20
        """;

    const string LockSql = "SELECT pg_advisory_xact_lock(@class, hashtext(@account::text))";

    const string LastSql = """
        SELECT
            actor,
            pressed_at
        FROM operations.invites
        WHERE account_id = @account AND pressed_at > @since
        ORDER BY pressed_at DESC
        LIMIT 1
        """;

    const string AddSql = """
        INSERT INTO operations.invites (id, organisation_id, account_id, actor, pressed_at)
        VALUES (@id, @organisation, @account, @actor, @now)
        """;

    const string PublishSql = """
        INSERT INTO operations.outbox (invite_id, organisation_id, account_id)
        VALUES (@id, @organisation, @account)
        """;

    /// <summary>Presses it.</summary>
    /// <param name="organisation">The account's organisation.</param>
    /// <param name="account">The account's id, e-mail or employee id, whatever the case.</param>
    /// <param name="actor">Who presses.</param>
    /// <param name="cancellationToken">Stops it; nothing is done then.</param>
    /// <returns>The invite, not published yet.</returns>
    /// <exception cref="OpsException">There is no such account, it cannot be invited, or it was invited just now; nothing is sent.</exception>
    public async Task<Invite> PressAsync(Organisation organisation, string account, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var invitee = Invitee.Choose(await FindAsync(connection, organisation, account.Trim(), cancellationToken), account, organisation.Name);
        await GuardAsync(connection, invitee, cancellationToken);
        var now = timeProvider.GetUtcNow();
        var invite = new Invite(
            Guid.CreateVersion7(now), organisation.Name, invitee.AccountId, invitee.Name, invitee.Email, actor, now, "unpublished", 0, null, null);
        await SaveAsync(connection, organisation.Id, invite, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return invite;
    }

    static Task<List<Invitee>> FindAsync(
        NpgsqlConnection connection, Organisation organisation, string text, CancellationToken cancellationToken) =>
        new NpgsqlCommand(FindSql, connection)
            .With("organisation", organisation.Id)
            .With("id", Guid.TryParse(text, out var id) ? id : Guid.Empty)
            .With("text", text)
            .ReadAsync(row => new Invitee(row.GetGuid(0), row.GetBoolean(1), row.Nullable<string>(2), row.Nullable<string>(3)), cancellationToken);

    // Whoever presses at the same moment waits for the lock, and then sees this press.
    async Task GuardAsync(NpgsqlConnection connection, Invitee invitee, CancellationToken cancellationToken)
    {
        await using var locking = new NpgsqlCommand(LockSql, connection).With("class", LockClass).With("account", invitee.AccountId);
        await locking.ExecuteNonQueryAsync(cancellationToken);
        var now = timeProvider.GetUtcNow();
        await using var command = new NpgsqlCommand(LastSql, connection)
            .With("account", invitee.AccountId)
            .With("since", now - options.Value.PressAgainAfter);
        var last = await command.ReadAsync(row => (Actor: row.GetString(0), At: row.GetFieldValue<DateTimeOffset>(1)), cancellationToken);
        if (last is [var (by, at)])
        {
            throw new OpsException(
                $"{invitee.Email} was invited {Seconds(now - at)} ago by {by}; nothing was sent. Press again in {Seconds(at + options.Value.PressAgainAfter - now)}, if the mail has not come by then.");
        }
    }

    async Task SaveAsync(NpgsqlConnection connection, Guid organisationId, Invite invite, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        foreach (var sql in new[] { AddSql, PublishSql })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql)
                .With("id", invite.Id)
                .With("organisation", organisationId)
                .With("account", invite.AccountId)
                .With("actor", invite.Actor)
                .With("now", invite.PressedAt));
        }
        batch.BatchCommands.Add(audit.Record(
            invite.Actor, "invite.pressed", $"account:{invite.AccountId}", new { inviteId = invite.Id, organisationId }));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    static string Seconds(TimeSpan span) => $"{Math.Max(1, Math.Ceiling(span.TotalSeconds)):0} s";
}
