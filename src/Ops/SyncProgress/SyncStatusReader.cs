using System.Data;
using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>Compares what is wanted with what was decided: what <see cref="SyncLedger"/> has written down, and what came since.</summary>
sealed class SyncStatusReader(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    // A user in the ledger's list that changed since is among the recent ones.
    const string Sql = """
        WITH recent AS MATERIALIZED (
            SELECT
                users.organisation_id,
                users.created_at,
                users.deleted_at,
                users.last_modified,
                coalesce(outcome.version < users.version, true) AS pending
            FROM scim.users AS users
            LEFT JOIN provisioning.user_outcomes AS outcome ON outcome.scim_user_id = users.id
            WHERE users.last_modified > @since AND (@organisation::uuid IS NULL OR users.organisation_id = @organisation)
        ), since AS (
            SELECT
                organisation_id,
                count(*) FILTER (WHERE created_at > @since) AS users,
                count(*) FILTER (WHERE deleted_at > @since) AS deleted,
                max(last_modified) AS last_change_at
            FROM recent
            GROUP BY organisation_id
        ), pending AS (
            SELECT
                organisation_id,
                count(*) AS users,
                min(last_modified) AS oldest
            FROM (
                SELECT
                    organisation_id,
                    last_modified
                FROM recent
                WHERE pending
                UNION ALL
                SELECT
                    users.organisation_id,
                    users.last_modified
                FROM operations.sync_undecided AS known
                JOIN scim.users AS users ON users.id = known.scim_user_id
                LEFT JOIN provisioning.user_outcomes AS outcome ON outcome.scim_user_id = users.id
                WHERE users.last_modified <= @since
                    AND coalesce(outcome.version < users.version, true)
                    AND (@organisation::uuid IS NULL OR known.organisation_id = @organisation)) AS waiting
            GROUP BY organisation_id
        ), rejected AS (
            SELECT
                organisation_id,
                sum(users)::bigint AS users,
                jsonb_object_agg(reason, users) AS by_reason
            FROM (
                SELECT
                    state.organisation_id,
                    state.reason,
                    count(*) AS users
                FROM provisioning.user_states AS state
                JOIN scim.users AS users ON users.id = state.scim_user_id AND users.version <= state.version
                WHERE state.outcome = 'rejected' AND (@organisation::uuid IS NULL OR state.organisation_id = @organisation)
                GROUP BY
                    state.organisation_id,
                    state.reason) AS by_reason
            GROUP BY organisation_id
        ), alerts AS (
            SELECT
                organisation_id,
                array_agg(kind ORDER BY kind) AS kinds
            FROM notification.sync_alert_overview
            WHERE closed_at IS NULL
            GROUP BY organisation_id
        )
        SELECT
            organisation.id,
            organisation.name,
            coalesce(counted.users, 0) + coalesce(since.users, 0),
            coalesce(counted.deleted, 0) + coalesce(since.deleted, 0),
            coalesce(rejected.users, 0),
            coalesce(rejected.by_reason::text, '{}'),
            coalesce(pending.users, 0),
            extract(epoch FROM @now - pending.oldest)::float8,
            greatest(counted.last_change_at, since.last_change_at),
            coalesce(alerts.kinds, '{}')
        FROM operations.organisations AS organisation
        LEFT JOIN operations.sync_counts AS counted ON counted.organisation_id = organisation.id
        LEFT JOIN since ON since.organisation_id = organisation.id
        LEFT JOIN pending ON pending.organisation_id = organisation.id
        LEFT JOIN rejected ON rejected.organisation_id = organisation.id
        LEFT JOIN alerts ON alerts.organisation_id = organisation.id
        WHERE @organisation::uuid IS NULL OR organisation.id = @organisation
        ORDER BY lower(organisation.name)
        """;

    /// <summary>Reads the state of one organisation, or of all.</summary>
    /// <param name="organisationId">The organisation; null: all.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>The state at this moment.</returns>
    public async Task<SyncStatus> ReadAsync(Guid? organisationId, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return new SyncStatus(
            await OrganisationsAsync(connection, organisationId, cancellationToken),
            await CountAsync(connection, "SELECT count(*) FROM scim.outbox", cancellationToken),
            await CountAsync(connection, "SELECT count(*) FROM provisioning.outbox", cancellationToken));
    }

    /// <summary>Reads the organisations alone, without what waits in the outboxes, which are counted whole.</summary>
    /// <param name="organisationId">The organisation; null: all.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>Their state at this moment.</returns>
    public async Task<IReadOnlyList<OrganisationSync>> OrganisationsAsync(Guid? organisationId, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return await OrganisationsAsync(connection, organisationId, cancellationToken);
    }

    /// <summary>Reads the organisations alone, in the transaction of a connection that sees one moment (repeatable read).</summary>
    internal async Task<IReadOnlyList<OrganisationSync>> OrganisationsAsync(
        NpgsqlConnection connection, Guid? organisationId, CancellationToken cancellationToken)
    {
        // Read before, and given as a value: the plan depends on how recent it is.
        var since = await SyncLedger.SinceAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection)
            .With("since", since)
            .With("organisation", organisationId)
            .With("now", timeProvider.GetUtcNow());
        return await command.ReadAsync(Read, cancellationToken);
    }

    static async Task<long> CountAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    static OrganisationSync Read(NpgsqlDataReader row)
    {
        var (users, rejected, pending) = (row.GetInt64(2), row.GetInt64(4), row.GetInt64(6));
        return new(
            row.GetGuid(0),
            row.GetString(1),
            users,
            row.GetInt64(3),
            Math.Max(0, users - rejected - pending),
            rejected,
            JsonSerializer.Deserialize<SortedDictionary<string, long>>(row.GetString(5))!,
            pending,
            row.Nullable<double?>(7),
            row.Nullable<DateTimeOffset?>(8),
            row.GetFieldValue<string[]>(9));
    }
}
