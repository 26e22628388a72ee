using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>Reads what is known of every organisation's synchronisation, and writes the alerts about it.</summary>
sealed class SyncAlertStore(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    // A sign of presence comes every half minute.
    static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(5);

    // Entra's call of once a day may come late.
    static readonly TimeSpan SameSilence = TimeSpan.FromHours(26);

    // Any number that nobody else locks: one worker looks at a time, and the others leave it to that one.
    const string LockSql = "SELECT pg_try_advisory_xact_lock(7275103)";

    const string OpenSql = """
        SELECT
            organisation_id,
            kind,
            token_id,
            days
        FROM notification.sync_alerts
        WHERE closed_at IS NULL
        """;

    // Also organisations that have no token any more: their alerts are over.
    const string FactsSql = """
        SELECT
            organisation.id,
            organisation.tier = 'enterprise',
            calls.last_call_at,
            (SELECT since FROM scim.ingress_presence WHERE seen_at > @present_since),
            watched.id,
            watched.label,
            watched.created_at,
            watched.expires_at,
            coalesce(counts.events, 0)::bigint,
            coalesce(counts.client_errors, 0)::bigint,
            coalesce(counts.server_errors, 0)::bigint
        FROM operations.organisations AS organisation
        LEFT JOIN (
            SELECT token.organisation_id, max(uses.last_used_at) AS last_call_at
            FROM scim.token_uses AS uses
            JOIN operations.scim_tokens AS token ON token.id = uses.token_id
            GROUP BY token.organisation_id
        ) AS calls ON calls.organisation_id = organisation.id
        LEFT JOIN (
            SELECT DISTINCT ON (token.organisation_id) token.organisation_id, token.id, token.label, token.created_at, token.expires_at
            FROM operations.scim_tokens AS token
            LEFT JOIN scim.token_uses AS uses ON uses.token_id = token.id
            WHERE token.revoked_at IS NULL
            ORDER BY token.organisation_id, token.expires_at > @now DESC, uses.last_used_at DESC NULLS LAST, token.created_at DESC, token.id DESC
        ) AS watched ON watched.organisation_id = organisation.id
        LEFT JOIN (
            SELECT organisation_id, sum(events) AS events, sum(client_errors) AS client_errors, sum(server_errors) AS server_errors
            FROM scim.request_counts
            WHERE bucket > @counted_since
            GROUP BY organisation_id
        ) AS counts ON counts.organisation_id = organisation.id
        """;

    const string CloseSql = """
        UPDATE notification.sync_alerts
        SET closed_at = @now
        WHERE organisation_id = @organisation
            AND kind = @kind
            AND token_id IS NOT DISTINCT FROM @token::uuid
            AND days IS NOT DISTINCT FROM @days::integer
            AND closed_at IS NULL
        """;

    // A token's warning that comes into view again is the one that was told already, if it was. So is a silence soon after one that is
    // over: a synchronisation in quarantine calls once a day, and that is one occurrence.
    const string OpenAlertSql = """
        WITH reopened AS (
            UPDATE notification.sync_alerts
            SET closed_at = NULL, facts = CASE WHEN status = 'pending' THEN @facts ELSE facts END
            WHERE id = (
                SELECT id
                FROM notification.sync_alerts
                WHERE organisation_id = @organisation AND kind = @kind AND kind = 'silent' AND closed_at > @same_since
                ORDER BY closed_at DESC
                LIMIT 1)
            RETURNING id
        )
        INSERT INTO notification.sync_alerts (id, organisation_id, kind, token_id, days, facts, opened_at, status, next_attempt_at)
        SELECT @id, @organisation, @kind, @token, @days, @facts, @now, 'pending', @now
        WHERE NOT EXISTS (SELECT FROM reopened)
        ON CONFLICT (token_id, days) DO UPDATE
        SET closed_at = NULL
        """;

    /// <summary>Opens and closes alerts, all in one transaction, unless another worker is at it.</summary>
    /// <param name="decide">Says what is to become of an organisation's alerts.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <returns>How many were opened or closed.</returns>
    public async Task<int> ChangeAsync(Func<SyncFacts, AlertChanges> decide, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var locking = new NpgsqlCommand(LockSql, connection);
        if (await locking.ExecuteScalarAsync(cancellationToken) is not true)
            return 0;
        await using var batch = connection.CreateBatch();
        foreach (var facts in await FactsAsync(connection, cancellationToken))
            Add(batch, facts, decide(facts));
        if (batch.BatchCommands.Count == 0)
            return 0;
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return batch.BatchCommands.Count;
    }

    async Task<List<SyncFacts>> FactsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var opened = new NpgsqlCommand(OpenSql, connection);
        var open = (await opened.ReadAsync(
                row => (OrganisationId: row.GetGuid(0), Alert: new SyncAlert(KindOf(row.GetString(1)), row.Nullable<Guid?>(2), row.Nullable<int?>(3))),
                cancellationToken))
            .ToLookup(row => row.OrganisationId, row => row.Alert);
        var now = timeProvider.GetUtcNow();
        await using var command = new NpgsqlCommand(FactsSql, connection)
            .With("now", now).With("present_since", now - LongestAbsence).With("counted_since", now.AddDays(-1));
        return await command.ReadAsync(row => Read(row, open), cancellationToken);
    }

    // What is over comes first: an organisation has one open alert of a kind.
    void Add(NpgsqlBatch batch, SyncFacts facts, AlertChanges changes)
    {
        foreach (var alert in changes.Close)
            batch.BatchCommands.Add(Command(CloseSql, facts, alert));
        foreach (var alert in changes.Open)
        {
            var command = Command(OpenAlertSql, facts, alert).With("id", Guid.CreateVersion7(timeProvider.GetUtcNow())).With("same_since", timeProvider.GetUtcNow() - SameSilence);
            command.Parameters.AddWithValue("facts", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(AlertFacts.Of(alert, facts), JsonSerializerOptions.Web));
            batch.BatchCommands.Add(command);
        }
    }

    NpgsqlBatchCommand Command(string sql, SyncFacts facts, SyncAlert alert)
    {
        var command = new NpgsqlBatchCommand(sql)
            .With("organisation", facts.OrganisationId).With("kind", NameOf(alert.Kind)).With("now", timeProvider.GetUtcNow());
        command.Parameters.AddWithValue("token", NpgsqlDbType.Uuid, (object?)alert.TokenId ?? DBNull.Value);
        command.Parameters.AddWithValue("days", NpgsqlDbType.Integer, (object?)alert.Days ?? DBNull.Value);
        return command;
    }

    static SyncFacts Read(NpgsqlDataReader row, ILookup<Guid, SyncAlert> open) => new(
        row.GetGuid(0),
        row.GetBoolean(1),
        row.Nullable<DateTimeOffset?>(2),
        row.Nullable<DateTimeOffset?>(3),
        row.IsDBNull(4) ? null : new(row.GetGuid(4), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<DateTimeOffset>(7)),
        new(row.GetInt64(8), row.GetInt64(9), row.GetInt64(10)),
        [.. open[row.GetGuid(0)]]);

    public static string NameOf(AlertKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    public static AlertKind KindOf(string name) => Enum.Parse<AlertKind>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
