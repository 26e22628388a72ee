using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Outbox;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Reconciling;

/// <summary>
/// Compares desired with recorded versions and sends commands again for users that stayed behind, whatever the reason: a lost message,
/// a wiped broker, a defect mended since. Rejected users are tried again every so often.
/// </summary>
sealed class Reconciler(
    NpgsqlDataSource dataSource,
    OutboxSignal outboxSignal,
    IOptions<ReconcilerOptions> options,
    ProvisioningMetrics metrics,
    TimeProvider timeProvider,
    ILogger<Reconciler> logger) : BackgroundService
{
    // One look at a time over all workers: a second one would only find the first one's work in its way.
    const string LockSql = """
        SELECT pg_try_advisory_xact_lock(hashtextextended('provisioning.reconciler', 0))
        """;

    // The broker is away, or the relay is behind: what was sent again before is not even sent yet.
    const string UnsentSql = """
        SELECT EXISTS (SELECT FROM provisioning.outbox WHERE message_type = 'ApplyUser')
        """;

    // Users in order are forgotten, so that the next time they stay behind counts from the start.
    const string ForgetSql = """
        DELETE FROM provisioning.resends AS resend
        USING provisioning.user_states AS state, scim.desired_users AS desired
        WHERE state.scim_user_id = resend.scim_user_id
            AND desired.scim_user_id = resend.scim_user_id
            AND state.version >= desired.version
            AND state.outcome = 'applied'
        """;

    // Three places to look: what changed since the last look, what was sent again before, what was rejected long ago. A look at every
    // user finds those as well whose phone numbers were read with another region than their organisation has by now.
    // Who waits in a long queue, or never succeeds (its dead letter lies with the operators), is sent less and less often: the wait
    // doubles each time, up to a day.
    internal const string ResendSql = """
        WITH behind AS (
            SELECT
                desired.organisation_id,
                scim_user_id,
                desired.version
            FROM scim.desired_users AS desired
            LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
            LEFT JOIN operations.organisations AS organisation ON organisation.id = desired.organisation_id
            WHERE desired.last_modified > @since
                AND desired.last_modified <= @until
                AND (state.version IS NULL OR state.version < desired.version OR state.region <> organisation.default_region)
                AND NOT EXISTS (SELECT FROM provisioning.resends AS resend WHERE resend.scim_user_id = desired.scim_user_id)
            LIMIT @limit
        ), sent_before AS (
            SELECT
                desired.organisation_id,
                scim_user_id,
                desired.version
            FROM provisioning.resends AS resend
            JOIN scim.desired_users AS desired USING (scim_user_id)
            LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
            WHERE resend.sent_at <= @now - least(interval '1 day', @overdue * power(2, least(resend.times - 1, 20)))
                AND desired.last_modified <= @until
                AND (state.version IS NULL OR state.version < desired.version)
            LIMIT @limit
        ), rejected AS (
            SELECT
                state.organisation_id,
                scim_user_id,
                state.version
            FROM provisioning.user_states AS state
            LEFT JOIN provisioning.resends AS resend USING (scim_user_id)
            WHERE state.outcome = 'rejected'
                AND state.decided_at <= @rejected_until
                AND (resend.sent_at IS NULL OR resend.sent_at <= @now - @overdue)
            LIMIT @limit
        ), due AS (
            SELECT DISTINCT ON (scim_user_id)
                organisation_id,
                scim_user_id,
                version
            FROM (
                TABLE behind
                UNION ALL
                TABLE sent_before
                UNION ALL
                TABLE rejected) AS found
            ORDER BY
                scim_user_id,
                version DESC
        ), noted AS (
            INSERT INTO provisioning.resends AS resend (scim_user_id, version, times, sent_at)
            SELECT
                scim_user_id,
                version,
                1,
                @now
            FROM due
            ON CONFLICT (scim_user_id) DO UPDATE SET
                version = excluded.version,
                times = CASE WHEN resend.version = excluded.version THEN resend.times + 1 ELSE 1 END,
                sent_at = excluded.sent_at
        )
        INSERT INTO provisioning.outbox (message_type, organisation_id, subject_id, version)
        SELECT
            'ApplyUser',
            organisation_id,
            scim_user_id,
            version
        FROM due
        """;

    // A look at a million users takes longer than Npgsql's 30 seconds on a cold disk, and would be cut off again the next time.
    static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(10);

    // In memory: a process that starts knows nothing, and looks at every user once.
    DateTimeOffset lookedUntil;
    DateTimeOffset lookedAtAll;

    /// <summary>Looks until nobody is found any more, unless the outbox still holds commands.</summary>
    /// <param name="cancellationToken">Stops it; what was sent before stays sent.</param>
    /// <returns>How many commands were sent again.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        await using (var unsent = dataSource.CreateCommand(UnsentSql))
        {
            if (await unsent.ExecuteScalarAsync(cancellationToken) is true)
                return 0;
        }
        for (var all = 0; ;)
        {
            var sent = await RunOnceAsync(cancellationToken);
            all += sent;
            if (sent < options.Value.BatchSize)
                return all;
        }
    }

    /// <summary>Sends one batch again.</summary>
    /// <param name="cancellationToken">Stops it; nothing is sent then.</param>
    /// <returns>How many commands were sent again; 0 also while another worker is looking.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var all = now - lookedAtAll >= options.Value.FullLookEvery;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var take = new NpgsqlCommand(LockSql, connection);
        if (await take.ExecuteScalarAsync(cancellationToken) is not true)
            return 0;
        await using var forget = new NpgsqlCommand(ForgetSql, connection) { CommandTimeout = (int)LongestLook.TotalSeconds };
        await forget.ExecuteNonQueryAsync(cancellationToken);
        await using var resend = Resend(connection, all ? DateTimeOffset.UnixEpoch : lookedUntil, now);
        var sent = await resend.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        // A full batch may have left some behind: they are before the mark, so it stays where it is.
        if (sent < options.Value.BatchSize)
            (lookedUntil, lookedAtAll) = (now - options.Value.Overdue, all ? now : lookedAtAll);
        Report(sent);
        return sent;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // After an outage the queue holds what seems overdue: first its commands have their turn.
        await DelayAsync(options.Value.Overdue, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.ReconcilerWaits(exception);
            }
            await DelayAsync(options.Value.Interval, stoppingToken);
        }
    }

    async Task DelayAsync(TimeSpan delay, CancellationToken stoppingToken) =>
        await Task.Delay(delay, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    NpgsqlCommand Resend(NpgsqlConnection connection, DateTimeOffset since, DateTimeOffset now) =>
        new NpgsqlCommand(ResendSql, connection) { CommandTimeout = (int)LongestLook.TotalSeconds }
        .With("since", since)
        .With("until", now - options.Value.Overdue)
        .With("overdue", options.Value.Overdue)
        .With("rejected_until", now - options.Value.RetryRejectedAfter)
        .With("limit", options.Value.BatchSize)
        .With("now", now);

    void Report(int sent)
    {
        if (sent == 0)
            return;
        logger.Resent(sent);
        metrics.Resent(sent);
        outboxSignal.Set();
    }
}
