using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>
/// Opens windows, hands digests out under a lease, and records what became of each. An attempt's number fences its writes: one whose
/// lease ran out changes nothing any more.
/// </summary>
sealed class DigestStore(
    NpgsqlDataSource dataSource, DigestContents contents, IOptions<DigestOptions> options, TimeProvider timeProvider) : IOutgoingMails<TakenDigest>
{
    // A failed digest is released when its organisation gets another address, or when an operator says that the old one works again.
    // That comes first, so that what it held counts as untold again in the window opened below.
    const string ReleaseFailedSql = """
        WITH released AS (
            SELECT digest.id
            FROM notification.digests AS digest
            JOIN operations.organisations AS organisation ON organisation.id = digest.organisation_id
            WHERE digest.status = 'failed'
                AND (trim(organisation.notification_email) NOT IN ('', digest.recipient)
                    OR EXISTS (SELECT FROM operations.digest_retries AS retry WHERE retry.digest_id = digest.id))
        )
        UPDATE notification.sync_errors
        SET
            told_in = CASE WHEN told_in IN (SELECT id FROM released) THEN NULL ELSE told_in END,
            resolution_told_in = NULL
        WHERE told_in IN (SELECT id FROM released) OR resolution_told_in IN (SELECT id FROM released)
        """;

    // A failed digest counts for the interval as long as its address stands and nobody asked to try it again: mails to a bad address
    // are mails, too.
    const string OpenWindowsSql = """
        INSERT INTO notification.digests (id, organisation_id, status, opened_at, next_attempt_at)
        SELECT
            gen_random_uuid(),
            untold.organisation_id,
            'pending',
            min(untold.since),
            greatest(min(untold.since) + @window, (
                SELECT max(last.finished_at)
                FROM notification.digests AS last
                LEFT JOIN operations.organisations AS organisation ON organisation.id = last.organisation_id
                WHERE last.organisation_id = untold.organisation_id
                    AND (last.status = 'sent' OR (
                        last.recipient = trim(organisation.notification_email)
                        AND NOT EXISTS (SELECT FROM operations.digest_retries AS retry WHERE retry.digest_id = last.id)))) + @minimum)
        FROM notification.untold
        WHERE NOT EXISTS (
            SELECT
            FROM notification.digests AS open
            WHERE open.organisation_id = untold.organisation_id AND open.status IN ('pending', 'sending'))
        GROUP BY untold.organisation_id
        ON CONFLICT (organisation_id) WHERE status IN ('pending', 'sending') DO NOTHING
        """;

    const string TakeDueSql = $"""
        WITH due AS MATERIALIZED (
            SELECT
                digest.id,
                organisation.name,
                trim(organisation.notification_email) AS address
            FROM notification.digests AS digest
            JOIN operations.organisations AS organisation ON organisation.id = digest.organisation_id
            WHERE digest.status IN ('pending', 'sending')
                AND {DueMail.Condition}
                AND (digest.status = 'sending' OR trim(organisation.notification_email) <> '')
            ORDER BY digest.next_attempt_at
            LIMIT 1
            FOR UPDATE OF digest SKIP LOCKED
        )
        UPDATE notification.digests
        SET attempts = attempts + 1, next_attempt_at = @lease_end
        FROM due
        WHERE digests.id = due.id
        RETURNING digests.id, digests.organisation_id, due.name, coalesce(digests.recipient, due.address, ''), attempts, message
        """;

    const string SentSql = """
        UPDATE notification.digests
        SET status = 'sent', finished_at = @now, message = NULL, last_error = NULL
        WHERE id = @id AND attempts = @attempt AND status = 'sending'
        """;

    const string FailedSql = """
        UPDATE notification.digests
        SET status = 'failed', finished_at = @now, message = NULL, last_error = @error
        WHERE id = @id AND attempts = @attempt AND status = 'sending'
        """;

    const string UncertainSql = """
        UPDATE notification.digests
        SET next_attempt_at = @next, last_error = @error
        WHERE id = @id AND attempts = @attempt AND status = 'sending'
        """;

    // Nothing arrived: what it told is untold again, and the next attempt tells what is true then.
    const string DeferredSql = """
        WITH deferred AS (
            UPDATE notification.digests
            SET
                status = 'pending',
                next_attempt_at = @next,
                last_error = @error,
                message = NULL,
                message_id = NULL,
                recipient = NULL,
                error_count = 0,
                warning_count = 0,
                resolved_count = 0
            WHERE id = @id AND attempts = @attempt AND status IN ('pending', 'sending')
            RETURNING id
        ), untold_again AS (
            UPDATE notification.sync_errors
            SET
                told_in = CASE WHEN told_in = deferred.id THEN NULL ELSE told_in END,
                resolution_told_in = NULL
            FROM deferred
            WHERE told_in = deferred.id OR resolution_told_in = deferred.id
        )
        SELECT count(*) FROM deferred
        """;

    public string Kind => "digest";

    public OutgoingMailOptions Options => options.Value;

    /// <summary>Opens a digest for each organisation that has something to be told and none open.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var release = dataSource.CreateCommand(ReleaseFailedSql);
        await release.ExecuteNonQueryAsync(cancellationToken);
        await using var open = dataSource.CreateCommand(OpenWindowsSql)
            .With("window", options.Value.Window)
            .With("minimum", options.Value.MinimumInterval);
        await open.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<TakenDigest?> TakeDueAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(TakeDueSql).WithDueAt(timeProvider.GetUtcNow(), options.Value);
        var taken = await command.ReadAsync(
            row => new TakenDigest(
                row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.Nullable<byte[]>(5)),
            cancellationToken);
        return taken.SingleOrDefault();
    }

    public Task<byte[]?> ComposeAsync(TakenDigest taken, CancellationToken cancellationToken) => contents.ComposeAsync(taken, cancellationToken);

    public async Task<bool> RecordSentAsync(TakenDigest taken, CancellationToken cancellationToken)
    {
        await using var command = Command(SentSql, taken).With("now", timeProvider.GetUtcNow());
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<bool> RecordFailedAsync(TakenDigest taken, string error, CancellationToken cancellationToken)
    {
        await using var command = Command(FailedSql, taken).With("now", timeProvider.GetUtcNow()).With("error", error);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<bool> RecordUncertainAsync(
        TakenDigest taken, string error, DateTimeOffset nextAttemptAt, CancellationToken cancellationToken)
    {
        await using var command = Command(UncertainSql, taken).With("next", nextAttemptAt).With("error", error);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<bool> RecordDeferredAsync(
        TakenDigest taken, string error, DateTimeOffset nextAttemptAt, CancellationToken cancellationToken)
    {
        await using var command = Command(DeferredSql, taken).With("next", nextAttemptAt).With("error", error);
        return await command.ExecuteScalarAsync(cancellationToken) is 1L;
    }

    NpgsqlCommand Command(string sql, TakenDigest taken) =>
        dataSource.CreateCommand(sql).With("id", taken.Id).With("attempt", taken.Attempt);
}
