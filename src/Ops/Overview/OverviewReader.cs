using System.Data;
using Blink.Pipeline.Ops.Queues;
using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Overview;

/// <summary>
/// Looks at the whole pipeline. It reads by indexes and from what is kept, so it takes no longer with a million users. What is away is a
/// reason of the verdict, never an exception.
/// </summary>
sealed class OverviewReader(NpgsqlDataSource dataSource, SyncStatusReader sync, QueueReader queues, TimeProvider timeProvider)
{
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // The newest of an outbox by its key, which comes in the order of time; a long outbox is not counted whole.
    const string FlowSql = """
        SELECT
            (
                SELECT count(*)
                FROM scim.publications
                WHERE acknowledged_at > @minute
            ) + (
                SELECT count(*)
                FROM (SELECT created_at FROM scim.outbox ORDER BY id DESC LIMIT 100000) AS newest
                WHERE created_at > @minute
            ),
            (SELECT count(*) FROM provisioning.decisions WHERE decided_at > @minute AND outcome = 'applied'),
            (SELECT count(*) FROM provisioning.decisions WHERE decided_at > @minute AND outcome = 'rejected'),
            (SELECT count(*) FROM operations.dead_letters WHERE status IN ('waiting', 'replaying')),
            (
                SELECT count(*)
                FROM provisioning.resends AS resend
                LEFT JOIN provisioning.user_outcomes AS outcome USING (scim_user_id)
                WHERE resend.sent_at > @quarter AND coalesce(outcome.version < resend.version, true)
            ),
            mails.digests_pending,
            mails.digests_overdue,
            mails.digests_failed,
            mails.invites_pending,
            mails.alerts_open
        FROM notification.mail_backlog AS mails
        """;

    const string OutboxesSql = """
        SELECT
            'scim.outbox',
            (SELECT count(*) FROM (SELECT FROM scim.outbox LIMIT 100000) AS waiting),
            coalesce((SELECT extract(epoch FROM clock_timestamp() - created_at)::float8 FROM scim.outbox ORDER BY id LIMIT 1), 0)
        UNION ALL
        SELECT
            'provisioning.outbox',
            (SELECT count(*) FROM (SELECT FROM provisioning.outbox LIMIT 100000) AS waiting),
            coalesce((SELECT extract(epoch FROM clock_timestamp() - created_at)::float8 FROM provisioning.outbox ORDER BY id LIMIT 1), 0)
        UNION ALL
        SELECT
            'operations.outbox',
            (SELECT count(*) FROM (SELECT FROM operations.outbox LIMIT 100000) AS waiting),
            coalesce((SELECT extract(epoch FROM clock_timestamp() - created_at)::float8 FROM operations.outbox ORDER BY invite_id LIMIT 1), 0)
        """;

    /// <summary>Looks.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found, and the verdict.</returns>
    public async Task<PipelineOverview> ReadAsync(CancellationToken cancellationToken)
    {
        var seeing = TryAsync(queues.ListAsync, cancellationToken);
        var reading = TryAsync(FiguresAsync, cancellationToken);
        var (seen, brokerProblem) = await seeing;
        var (figures, databaseProblem) = await reading;
        var verdict = OverviewVerdict.Of(figures, seen, databaseProblem, brokerProblem);
        return new PipelineOverview(timeProvider.GetUtcNow(), verdict, figures, seen, databaseProblem, brokerProblem);
    }

    async Task<OverviewFigures> FiguresAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var organisations = await sync.OrganisationsAsync(connection, null, cancellationToken);
        await using var outboxes = new NpgsqlCommand(OutboxesSql, connection);
        var waiting = await outboxes.ReadAsync(row => new OutboxState(row.GetString(0), row.GetInt64(1), row.GetDouble(2)), cancellationToken);
        var now = timeProvider.GetUtcNow();
        await using var flow = new NpgsqlCommand(FlowSql, connection)
            .With("minute", now - TimeSpan.FromMinutes(1))
            .With("quarter", now - TimeSpan.FromMinutes(15));
        return (await flow.ReadAsync(row => Figures(row, organisations, waiting), cancellationToken)).Single();
    }

    static OverviewFigures Figures(NpgsqlDataReader row, IReadOnlyList<OrganisationSync> organisations, IReadOnlyList<OutboxState> outboxes) => new(
        row.GetInt64(0) / 60.0,
        row.GetInt64(1) / 60.0,
        row.GetInt64(2) / 60.0,
        outboxes,
        organisations.Count,
        organisations.Sum(organisation => organisation.Users),
        organisations.Sum(organisation => organisation.Pending),
        organisations.Max(organisation => organisation.SlowestPendingSeconds),
        organisations.Sum(organisation => organisation.Rejected),
        row.GetInt64(3),
        row.GetInt64(5),
        row.GetInt64(6),
        row.GetInt64(7),
        row.GetInt64(8),
        row.GetInt64(4),
        row.GetInt64(9));

    static async Task<(T? Found, string? Problem)> TryAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestWait);
        try
        {
            return (await ask(patience.Token), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"it did not answer within {LongestWait.TotalSeconds:0} seconds; it may be busy.");
        }
        catch (Exception exception) when (exception is OpsException or NpgsqlException)
        {
            return (null, Cli.ErrorSentences.For(exception));
        }
    }
}
