using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Telemetry;
using Npgsql;

namespace Blink.Pipeline.NotificationWorker.Watching;

/// <summary>Counts the mails that are not done and the alerts that are open, by the indexes that have only those.</summary>
sealed class MailWatch(NpgsqlDataSource dataSource, TimeProvider timeProvider, ILogger<MailWatch> logger) : Watch(timeProvider, logger)
{
    // Every state has a row, so that one in which nothing is left falls to zero. An invite that failed is nobody's any more, and counts
    // among the attempts; a failed digest whose errors a later one has told is superseded.
    const string MailsSql = """
        WITH open AS (
            SELECT
                'digest' AS kind,
                digest.status,
                coalesce(trim(organisation.notification_email), '') AS address
            FROM notification.digests AS digest
            LEFT JOIN operations.organisations AS organisation ON organisation.id = digest.organisation_id
            WHERE digest.status IN ('pending', 'sending')
            UNION ALL
            SELECT
                'digest',
                digest.status,
                'refused'
            FROM notification.digests AS digest
            WHERE digest.status = 'failed'
                AND EXISTS (
                    SELECT
                    FROM notification.sync_errors AS held
                    WHERE held.told_in = digest.id OR held.resolution_told_in = digest.id)
            UNION ALL
            SELECT
                'invite',
                status,
                'of the account'
            FROM notification.invitations
            WHERE status IN ('pending', 'sending')
            UNION ALL
            SELECT
                'alert',
                alert.status,
                coalesce(trim(organisation.notification_email), '')
            FROM notification.sync_alerts AS alert
            LEFT JOIN operations.organisations AS organisation ON organisation.id = alert.organisation_id
            WHERE alert.closed_at IS NULL AND alert.status <> 'sent'
        )
        SELECT
            known.kind,
            known.status,
            count(open.kind)
        FROM unnest(@kinds, @statuses) AS known (kind, status)
        LEFT JOIN open
            ON open.kind = known.kind
            AND CASE WHEN open.status = 'pending' AND open.address = '' THEN 'unaddressed' ELSE open.status END = known.status
        GROUP BY
            known.kind,
            known.status
        """;

    const string AlertsSql = """
        SELECT
            known.kind,
            count(alert.id)
        FROM unnest(@kinds) AS known (kind)
        LEFT JOIN notification.sync_alerts AS alert ON alert.closed_at IS NULL AND alert.kind = known.kind
        GROUP BY known.kind
        """;

    static readonly (string Kind, string Status)[] States =
    [
        .. from kind in new[] { "digest", "alert" } from status in new[] { "pending", "sending", "unaddressed", "failed" } select (kind, status),
        ("invite", "pending"),
        ("invite", "sending"),
    ];

    /// <summary>Counts the mails.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Every state, and how many are in it.</returns>
    public async Task<IReadOnlyList<OpenMails>> MailsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(MailsSql)
            .With("kinds", States.Select(state => state.Kind).ToArray())
            .With("statuses", States.Select(state => state.Status).ToArray());
        return await command.ReadAsync(row => new OpenMails(row.GetString(0), row.GetString(1), row.GetInt64(2)), cancellationToken);
    }

    /// <summary>Counts the open alerts.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Every kind, and how many there are of it.</returns>
    public async Task<IReadOnlyDictionary<string, long>> AlertsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(AlertsSql).With("kinds", NotificationMetrics.AlertKinds.ToArray());
        return (await command.ReadAsync(row => (Kind: row.GetString(0), Count: row.GetInt64(1)), cancellationToken))
            .ToDictionary(row => row.Kind, row => row.Count);
    }

    protected override async Task LookAsync(CancellationToken cancellationToken)
    {
        NotificationMetrics.Open(await MailsAsync(cancellationToken));
        NotificationMetrics.OpenAlerts(await AlertsAsync(cancellationToken));
    }
}
