using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.NotificationWorker.Invites;

/// <summary>Fixes what an invite says, from the account as it is now. The mail is committed before anything is sent.</summary>
sealed class InvitationContents(
    NpgsqlDataSource dataSource, InvitationMail mail, IOptions<InvitationOptions> options, TimeProvider timeProvider)
{
    const string HoldSql = """
        SELECT status
        FROM notification.invitations
        WHERE invite_id = @id AND attempts = @attempt AND status = 'pending'
        FOR UPDATE
        """;

    const string AccountSql = """
        SELECT
            account.active,
            trim(account.email),
            account.first_name,
            account.surname,
            organisation.name
        FROM provisioning.account_profiles AS account
        JOIN operations.organisations AS organisation ON organisation.id = account.organisation_id
        WHERE account.account_id = @account AND account.organisation_id = @organisation
        """;

    const string SaveSql = """
        UPDATE notification.invitations
        SET
            status = 'sending',
            recipient = @recipient,
            message_id = @message_id,
            message = @message
        WHERE invite_id = @id
        """;

    const string GiveUpSql = """
        UPDATE notification.invitations
        SET
            status = 'failed',
            finished_at = @now,
            last_error = @error
        WHERE invite_id = @id
        """;

    /// <summary>Composes an invite that is pending; one whose account can get none any more is given up, with the reason.</summary>
    /// <param name="taken">The invite.</param>
    /// <param name="cancellationToken">Stops it; nothing is fixed then.</param>
    /// <returns>The mail's bytes; null: it is given up, or the lease was lost.</returns>
    public async Task<byte[]?> ComposeAsync(TakenInvitation taken, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await Command(HoldSql, connection, taken).ExecuteScalarAsync(cancellationToken) is null)
            return null;
        var invitee = (await Command(AccountSql, connection, taken).ReadAsync(ReadInvitee, cancellationToken)).SingleOrDefault();
        var message = invitee is { Active: true, Address: { Length: > 0 } address }
            ? await SaveAsync(connection, taken, address, invitee, cancellationToken)
            : await GiveUpAsync(connection, taken, invitee, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return message;
    }

    async Task<byte[]?> SaveAsync(
        NpgsqlConnection connection, TakenInvitation taken, string address, Invitee invitee, CancellationToken cancellationToken)
    {
        var view = InvitationView.Of(invitee.FirstName, invitee.Surname, address, invitee.OrganisationName, options.Value.AppUrl);
        using var message = await mail.ComposeAsync(taken.Id, address, view);
        var bytes = await MailEnvelope.BytesOfAsync(message, cancellationToken);
        await using var command = Command(SaveSql, connection, taken)
            .With("recipient", address)
            .With("message_id", message.MessageId)
            .With("message", bytes);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return bytes;
    }

    async Task<byte[]?> GiveUpAsync(NpgsqlConnection connection, TakenInvitation taken, Invitee? invitee, CancellationToken cancellationToken)
    {
        var error = invitee switch
        {
            null => "The organisation has no such account.",
            { Active: false } => "The account is disabled.",
            _ => "The account has no e-mail address.",
        };
        await using var command = Command(GiveUpSql, connection, taken).With("now", timeProvider.GetUtcNow()).With("error", error);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return null;
    }

    static Invitee ReadInvitee(NpgsqlDataReader row) => new(
        row.GetBoolean(0), row.Nullable<string>(1), row.Nullable<string>(2), row.Nullable<string>(3), row.GetString(4));

    static NpgsqlCommand Command(string sql, NpgsqlConnection connection, TakenInvitation taken) =>
        new NpgsqlCommand(sql, connection)
            .With("id", taken.Id)
            .With("attempt", taken.Attempt)
            .With("account", taken.AccountId)
            .With("organisation", taken.OrganisationId);

    sealed record Invitee(bool Active, string? Address, string? FirstName, string? Surname, string OrganisationName);
}
