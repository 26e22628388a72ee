using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>Compares what is wanted with what was decided.</summary>
sealed class SyncStatusReader(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    /// <summary>Reads the state of one organisation, or of all.</summary>
    /// <param name="organisationId">The organisation; null: all.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>The state at this moment.</returns>
    public async Task<SyncStatus> ReadAsync(Guid? organisationId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            WITH users AS (
                SELECT
                    desired.organisation_id,
                    desired.deleted,
                    desired.last_modified,
                    CASE WHEN state.version >= desired.version THEN state.outcome ELSE 'pending' END AS outcome,
                    state.reason
                FROM scim.desired_users AS desired
                LEFT JOIN provisioning.user_states AS state ON state.scim_user_id = desired.scim_user_id
                WHERE @organisation::uuid IS NULL OR desired.organisation_id = @organisation
            ), reasons AS (
                SELECT organisation_id, jsonb_object_agg(reason, rejected) AS rejected
                FROM (
                    SELECT organisation_id, reason, count(*) AS rejected
                    FROM users
                    WHERE outcome = 'rejected'
                    GROUP BY organisation_id, reason
                ) AS by_reason
                GROUP BY organisation_id
            )
            SELECT
                organisation.id,
                organisation.name,
                count(users.outcome),
                count(*) FILTER (WHERE users.deleted),
                count(*) FILTER (WHERE users.outcome = 'applied'),
                count(*) FILTER (WHERE users.outcome = 'rejected'),
                coalesce(min(reasons.rejected::text), '{}'),
                count(*) FILTER (WHERE users.outcome = 'pending'),
                extract(epoch FROM @now - min(users.last_modified) FILTER (WHERE users.outcome = 'pending'))::float8,
                max(users.last_modified),
                ARRAY(
                    SELECT alert.kind
                    FROM notification.sync_alert_overview AS alert
                    WHERE alert.organisation_id = organisation.id AND alert.closed_at IS NULL
                    ORDER BY alert.kind)
            FROM operations.organisations AS organisation
            LEFT JOIN users ON users.organisation_id = organisation.id
            LEFT JOIN reasons ON reasons.organisation_id = organisation.id
            WHERE @organisation::uuid IS NULL OR organisation.id = @organisation
            GROUP BY organisation.id, organisation.name
            ORDER BY lower(organisation.name)
            """);
        var organisations = await command.With("organisation", organisationId).With("now", timeProvider.GetUtcNow())
            .ReadAsync(Read, cancellationToken);
        return new SyncStatus(
            organisations,
            await CountAsync("SELECT count(*) FROM scim.outbox", cancellationToken),
            await CountAsync("SELECT count(*) FROM provisioning.outbox", cancellationToken));
    }

    async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    static OrganisationSync Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetInt64(3),
        row.GetInt64(4),
        row.GetInt64(5),
        JsonSerializer.Deserialize<SortedDictionary<string, long>>(row.GetString(6))!,
        row.GetInt64(7),
        row.Nullable<double?>(8),
        row.Nullable<DateTimeOffset?>(9),
        row.GetFieldValue<string[]>(10));
}
