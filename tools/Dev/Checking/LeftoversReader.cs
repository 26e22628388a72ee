using System.Net.Sockets;
using System.Text;
using Blink.Pipeline.LocalServers.RabbitMq;
using Npgsql;

namespace Blink.Pipeline.Dev.Checking;

/// <summary>Reads what is still under way: in the outboxes, in the queues, among the mails and the dead letters.</summary>
sealed class LeftoversReader(NpgsqlDataSource database, IReadOnlyList<RabbitMqServer> nodes)
{
    const string CountsSql = """
        SELECT
            'rows in scim.outbox',
            (SELECT count(*) FROM scim.outbox)
        UNION ALL
        SELECT
            'rows in provisioning.outbox',
            (SELECT count(*) FROM provisioning.outbox)
        UNION ALL
        SELECT
            'users whose newest version is not decided on',
            (
                SELECT count(*)
                FROM scim.desired_users AS desired
                LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
                WHERE state.version IS DISTINCT FROM desired.version
            )
        UNION ALL
        SELECT
            'sync errors that the notification worker does not know',
            (
                SELECT count(*)
                FROM provisioning.sync_error_details AS detail
                LEFT JOIN notification.sync_errors AS noticed USING (sync_error_id)
                WHERE noticed.sync_error_id IS NULL
                    OR (detail.resolved_at IS NOT NULL AND noticed.resolution_noticed_at IS NULL)
            )
        UNION ALL
        SELECT
            'things that no digest has told',
            (SELECT count(*) FROM notification.untold)
        UNION ALL
        SELECT
            'digests that are not out',
            (SELECT count(*) FROM notification.digests WHERE status IN ('pending', 'sending'))
        """;

    const string LettersSql = """
        SELECT
            id,
            queue,
            status,
            body
        FROM operations.dead_letters
        """;

    /// <summary>How many of each thing that must be zero at rest.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL does not answer.</exception>
    /// <exception cref="HttpRequestException">No node of RabbitMQ answers.</exception>
    public async Task<IReadOnlyDictionary<string, long>> CountsAsync(CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>();
        await using (var command = database.CreateCommand(CountsSql))
        {
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken)) counts[row.GetString(0)] = row.GetInt64(1);
        }

        foreach (var queue in await QueuesAsync(cancellationToken)) counts[$"messages in {queue.Name}"] = queue.Messages ?? 0;
        return counts;
    }

    /// <summary>All dead letters that were collected.</summary>
    public async Task<IReadOnlyList<FoundLetter>> LettersAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(LettersSql);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var letters = new List<FoundLetter>();
        while (await row.ReadAsync(cancellationToken))
            letters.Add(new(row.GetInt64(0), row.GetString(1), row.GetString(2), Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(3))));
        return letters;
    }

    async Task<IReadOnlyList<QueueStatus>> QueuesAsync(CancellationToken cancellationToken)
    {
        for (var node = 0; ; node++)
        {
            try
            {
                return await nodes[node].QueuesAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException && node < nodes.Count - 1)
            {
                // Another one may answer.
            }
        }
    }
}
