using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>Looks for what is wrong, hands the mails about it out under a lease, and records what became of each.</summary>
sealed class AlertMails(
    NpgsqlDataSource dataSource, SyncWatch watch, AlertContents contents, IOptions<SyncWatchOptions> options, TimeProvider timeProvider)
    : IOutgoingMails<TakenAlert>
{
    // A mail that was refused goes out once the organisation has another address.
    const string ReleaseReaddressedSql = """
        UPDATE notification.sync_alerts
        SET
            status = 'pending',
            next_attempt_at = @now,
            message_id = NULL,
            recipient = NULL
        FROM operations.organisations AS organisation
        WHERE organisation.id = sync_alerts.organisation_id
            AND status = 'failed'
            AND closed_at IS NULL
            AND trim(organisation.notification_email) NOT IN ('', recipient)
        """;

    // What is over is not told any more, but what may have arrived is sent to its end.
    const string TakeDueSql = $"""
        WITH due AS MATERIALIZED (
            SELECT alert.id
            FROM notification.sync_alerts AS alert
            JOIN operations.organisations AS organisation ON organisation.id = alert.organisation_id
            WHERE alert.status IN ('pending', 'sending')
                AND {DueMail.Condition}
                AND (alert.status = 'sending' OR (alert.closed_at IS NULL AND trim(organisation.notification_email) <> ''))
            ORDER BY alert.next_attempt_at
            LIMIT 1
            FOR UPDATE OF alert SKIP LOCKED
        )
        UPDATE notification.sync_alerts
        SET attempts = attempts + 1, next_attempt_at = @lease_end
        FROM due
        WHERE sync_alerts.id = due.id
        RETURNING sync_alerts.id, organisation_id, attempts, message
        """;

    const string SentSql = """
        UPDATE notification.sync_alerts
        SET status = 'sent', told_at = @now, message = NULL, last_error = NULL
        WHERE id = @id AND attempts = @attempt AND status = 'sending'
        """;

    const string FailedSql = """
        UPDATE notification.sync_alerts
        SET status = 'failed', message = NULL, last_error = @error
        WHERE id = @id AND attempts = @attempt AND status = 'sending'
        """;

    const string UncertainSql = """
        UPDATE notification.sync_alerts
        SET next_attempt_at = @next, last_error = @error
        WHERE id = @id AND attempts = @attempt AND status = 'sending'
        """;

    const string DeferredSql = """
        UPDATE notification.sync_alerts
        SET
            status = 'pending',
            next_attempt_at = @next,
            last_error = @error,
            message = NULL,
            message_id = NULL,
            recipient = NULL
        WHERE id = @id AND attempts = @attempt AND status IN ('pending', 'sending')
        """;

    public string Kind => "alert";

    public OutgoingMailOptions Options => options.Value;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await watch.RunOnceAsync(cancellationToken);
        await using var release = dataSource.CreateCommand(ReleaseReaddressedSql).With("now", timeProvider.GetUtcNow());
        await release.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<TakenAlert?> TakeDueAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(TakeDueSql).WithDueAt(timeProvider.GetUtcNow(), options.Value);
        var taken = await command.ReadAsync(
            row => new TakenAlert(row.GetGuid(0), row.GetGuid(1), row.GetInt32(2), row.Nullable<byte[]>(3)), cancellationToken);
        return taken.SingleOrDefault();
    }

    public Task<byte[]?> ComposeAsync(TakenAlert taken, CancellationToken cancellationToken) => contents.ComposeAsync(taken, cancellationToken);

    public Task<bool> RecordSentAsync(TakenAlert taken, CancellationToken cancellationToken) =>
        RecordAsync(Command(SentSql, taken).With("now", timeProvider.GetUtcNow()), cancellationToken);

    public Task<bool> RecordFailedAsync(TakenAlert taken, string error, CancellationToken cancellationToken) =>
        RecordAsync(Command(FailedSql, taken).With("error", error), cancellationToken);

    public Task<bool> RecordUncertainAsync(TakenAlert taken, string error, DateTimeOffset nextAttemptAt, CancellationToken cancellationToken) =>
        RecordAsync(Command(UncertainSql, taken).With("next", nextAttemptAt).With("error", error), cancellationToken);

    public Task<bool> RecordDeferredAsync(TakenAlert taken, string error, DateTimeOffset nextAttemptAt, CancellationToken cancellationToken) =>
        RecordAsync(Command(DeferredSql, taken).With("next", nextAttemptAt).With("error", error), cancellationToken);

    static async Task<bool> RecordAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
            return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    NpgsqlCommand Command(string sql, TakenAlert taken) => dataSource.CreateCommand(sql).With("id", taken.Id).With("attempt", taken.Attempt);
}
