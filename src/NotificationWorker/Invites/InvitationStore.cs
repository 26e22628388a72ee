using Blink.Pipeline.Contracts;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.NotificationWorker.Invites;

/// <summary>Takes invites in, hands them out under a lease, and records what became of each.</summary>
sealed class InvitationStore(
    NpgsqlDataSource dataSource, InvitationContents contents, IOptions<InvitationOptions> options, TimeProvider timeProvider)
    : IOutgoingMails<TakenInvitation>
{
    // A message that comes again finds its invite there, in whatever state, and changes nothing: one mail a press.
    const string TakeInSql = """
        INSERT INTO notification.invitations (invite_id, organisation_id, account_id, status, noticed_at, next_attempt_at)
        VALUES (@id, @organisation, @account, 'pending', @now, @now)
        ON CONFLICT (invite_id) DO NOTHING
        """;

    // A message that is only late finds its invite there. What was pressed longer ago than a day nobody waits for any more, and what it
    // came to may be forgotten by then.
    const string TakeInMissedSql = """
        INSERT INTO notification.invitations (invite_id, organisation_id, account_id, status, noticed_at, next_attempt_at)
        SELECT id, organisation_id, account_id, 'pending', @now, @now
        FROM operations.invites AS invite
        WHERE pressed_at BETWEEN @from AND @until
            AND NOT EXISTS (SELECT FROM notification.invitations AS known WHERE known.invite_id = invite.id)
        ON CONFLICT (invite_id) DO NOTHING
        """;

    const string TakeDueSql = $"""
        WITH due AS MATERIALIZED (
            SELECT invite_id
            FROM notification.invitations
            WHERE status IN ('pending', 'sending')
                AND {DueMail.Condition}
            ORDER BY next_attempt_at
            LIMIT 1
            FOR UPDATE SKIP LOCKED
        )
        UPDATE notification.invitations
        SET attempts = attempts + 1, next_attempt_at = @lease_end
        FROM due
        WHERE invitations.invite_id = due.invite_id
        RETURNING invitations.invite_id, organisation_id, account_id, attempts, message
        """;

    const string SentSql = """
        UPDATE notification.invitations
        SET status = 'sent', finished_at = @now, message = NULL, last_error = NULL
        WHERE invite_id = @id AND attempts = @attempt AND status = 'sending'
        """;

    const string FailedSql = """
        UPDATE notification.invitations
        SET status = 'failed', finished_at = @now, message = NULL, last_error = @error
        WHERE invite_id = @id AND attempts = @attempt AND status = 'sending'
        """;

    const string UncertainSql = """
        UPDATE notification.invitations
        SET next_attempt_at = @next, last_error = @error
        WHERE invite_id = @id AND attempts = @attempt AND status = 'sending'
        """;

    const string DeferredSql = """
        UPDATE notification.invitations
        SET
            status = 'pending',
            next_attempt_at = @next,
            last_error = @error,
            message = NULL,
            message_id = NULL,
            recipient = NULL
        WHERE invite_id = @id AND attempts = @attempt AND status IN ('pending', 'sending')
        """;

    public string Kind => "invite";

    public OutgoingMailOptions Options => options.Value;

    /// <summary>Takes in one invite; one that is known is left as it is.</summary>
    /// <returns>1 if that was news, else 0.</returns>
    public async Task<int> TakeInAsync(SendInvite invite, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(TakeInSql)
            .With("id", invite.InviteId)
            .With("organisation", invite.OrganisationId)
            .With("account", invite.AccountId)
            .With("now", timeProvider.GetUtcNow());
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes in the invites that were pressed in the last day and whose message has not come in ten minutes.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> TakeInMissedAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var command = dataSource.CreateCommand(TakeInMissedSql)
            .With("now", now).With("from", now.AddDays(-1)).With("until", now.AddMinutes(-10));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<TakenInvitation?> TakeDueAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(TakeDueSql).WithDueAt(timeProvider.GetUtcNow(), options.Value);
        var taken = await command.ReadAsync(
            row => new TakenInvitation(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetInt32(3), row.Nullable<byte[]>(4)), cancellationToken);
        return taken.SingleOrDefault();
    }

    public Task<byte[]?> ComposeAsync(TakenInvitation taken, CancellationToken cancellationToken) => contents.ComposeAsync(taken, cancellationToken);

    public Task<bool> RecordSentAsync(TakenInvitation taken, CancellationToken cancellationToken) =>
        RecordAsync(Command(SentSql, taken).With("now", timeProvider.GetUtcNow()), cancellationToken);

    public Task<bool> RecordFailedAsync(TakenInvitation taken, string error, CancellationToken cancellationToken) =>
        RecordAsync(Command(FailedSql, taken).With("now", timeProvider.GetUtcNow()).With("error", error), cancellationToken);

    public Task<bool> RecordUncertainAsync(
        TakenInvitation taken, string error, DateTimeOffset nextAttemptAt, CancellationToken cancellationToken) =>
        RecordAsync(Command(UncertainSql, taken).With("next", nextAttemptAt).With("error", error), cancellationToken);

    public Task<bool> RecordDeferredAsync(
        TakenInvitation taken, string error, DateTimeOffset nextAttemptAt, CancellationToken cancellationToken) =>
        RecordAsync(Command(DeferredSql, taken).With("next", nextAttemptAt).With("error", error), cancellationToken);

    static async Task<bool> RecordAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
            return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    NpgsqlCommand Command(string sql, TakenInvitation taken) =>
        dataSource.CreateCommand(sql).With("id", taken.Id).With("attempt", taken.Attempt);
}
