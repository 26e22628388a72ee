using System.Data;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>
/// Writes down which users need not be counted again: how many each organisation had until a moment in the recent past, and who of them
/// was not decided on. <see cref="SyncStatusReader"/> counts only what came after that moment, so that its figures are those of now
/// however many users there are, and are right without a ledger as well, only slower.
/// </summary>
sealed class SyncLedger(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    /// <summary>
    /// How far the ledger stays behind: longer than a commit of the ingress can take after it has stamped its rows, on a clock that is
    /// a little slow.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    // What the sums cannot see: users that were forgotten, and those that a clock far behind has stamped.
    static readonly TimeSpan CountAgainAfter = TimeSpan.FromHours(1);

    // The first look is at every user.
    const int LongestLookSeconds = 600;

    const string LockSql = "SELECT pg_try_advisory_xact_lock(hashtextextended('operations.sync_ledger', 0))";

    const string SinceSql = "SELECT coalesce((SELECT settled_until FROM operations.sync_ledger), '-infinity'::timestamptz)";

    const string AdvanceSql = """
        WITH recent AS (
            SELECT
                users.organisation_id,
                users.id,
                users.created_at,
                users.deleted_at,
                users.last_modified,
                coalesce(outcome.version < users.version, true) AS undecided
            FROM scim.users AS users
            LEFT JOIN provisioning.user_outcomes AS outcome ON outcome.scim_user_id = users.id
            WHERE users.last_modified > @since
        ), counted AS (
            INSERT INTO operations.sync_counts AS known (organisation_id, users, deleted, last_change_at)
            SELECT
                organisation_id,
                count(*) FILTER (WHERE created_at > @since AND created_at <= @until),
                count(*) FILTER (WHERE deleted_at > @since AND deleted_at <= @until),
                max(last_modified)
            FROM recent
            GROUP BY organisation_id
            ON CONFLICT (organisation_id) DO UPDATE SET
                users = known.users + excluded.users,
                deleted = known.deleted + excluded.deleted,
                last_change_at = greatest(known.last_change_at, excluded.last_change_at)
        ), added AS (
            INSERT INTO operations.sync_undecided (scim_user_id, organisation_id)
            SELECT
                id,
                organisation_id
            FROM recent
            WHERE undecided AND last_modified <= @until
            ON CONFLICT (scim_user_id) DO NOTHING
        ), removed AS (
            DELETE FROM operations.sync_undecided
            WHERE scim_user_id IN (
                SELECT known.scim_user_id
                FROM operations.sync_undecided AS known
                LEFT JOIN scim.users AS users ON users.id = known.scim_user_id
                LEFT JOIN provisioning.user_outcomes AS outcome ON outcome.scim_user_id = known.scim_user_id
                WHERE users.id IS NULL OR users.last_modified > @until OR outcome.version >= users.version)
        )
        INSERT INTO operations.sync_ledger (settled_until)
        VALUES (@until)
        ON CONFLICT (is_only) DO UPDATE SET settled_until = excluded.settled_until
        """;

    // Both halves by an index of their own.
    const string CountSql = """
        WITH mine AS MATERIALIZED (
            SELECT
                id,
                version,
                created_at,
                deleted_at,
                last_modified
            FROM scim.users
            WHERE organisation_id = @organisation AND deleted_at IS NULL
            UNION ALL
            SELECT
                id,
                version,
                created_at,
                deleted_at,
                last_modified
            FROM scim.users
            WHERE organisation_id = @organisation AND deleted_at IS NOT NULL
        ), added AS (
            INSERT INTO operations.sync_undecided (scim_user_id, organisation_id)
            SELECT
                mine.id,
                @organisation
            FROM mine
            LEFT JOIN provisioning.user_outcomes AS outcome ON outcome.scim_user_id = mine.id
            WHERE mine.last_modified <= @since AND coalesce(outcome.version < mine.version, true)
            ON CONFLICT (scim_user_id) DO NOTHING
        )
        INSERT INTO operations.sync_counts (organisation_id, users, deleted, last_change_at, counted_at)
        SELECT
            @organisation,
            count(*) FILTER (WHERE created_at <= @since),
            count(*) FILTER (WHERE deleted_at <= @since),
            max(last_modified),
            @now
        FROM mine
        ON CONFLICT (organisation_id) DO UPDATE SET
            users = excluded.users,
            deleted = excluded.deleted,
            last_change_at = excluded.last_change_at,
            counted_at = excluded.counted_at
        """;

    const string NextToCountSql = """
        SELECT organisation.id
        FROM operations.organisations AS organisation
        LEFT JOIN operations.sync_counts AS counted ON counted.organisation_id = organisation.id
        WHERE counted.counted_at IS NULL OR counted.counted_at <= @before
        ORDER BY counted.counted_at NULLS FIRST
        LIMIT 1
        """;

    /// <summary>
    /// Takes the ledger on to <see cref="Margin"/> before now, and counts one organisation anew whose count is old. Several processes may
    /// do it: one at a time does, the others leave it to that one.
    /// </summary>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    /// <returns>Whether it was this call that did.</returns>
    public Task<bool> AdvanceAsync(CancellationToken cancellationToken) => AdvanceAsync(timeProvider.GetUtcNow() - Margin, cancellationToken);

    /// <summary>Takes the ledger on to a given moment, at which nothing may be on its way any more.</summary>
    internal async Task<bool> AdvanceAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var take = new NpgsqlCommand(LockSql, connection);
        if (await take.ExecuteScalarAsync(cancellationToken) is not true)
            return false;
        var since = await SinceAsync(connection, cancellationToken);
        // A clock that was set back: the ledger waits for it.
        if (until.UtcDateTime <= since)
            return false;
        await using var advance = Command(AdvanceSql, connection).With("since", since).With("until", until);
        await advance.ExecuteNonQueryAsync(cancellationToken);
        await CountOneAsync(connection, until, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Reads until when the ledger goes; <see cref="DateTime.MinValue"/>: there is none.</summary>
    internal static async Task<DateTime> SinceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var reading = new NpgsqlCommand(SinceSql, connection);
        return DateTime.SpecifyKind((DateTime)(await reading.ExecuteScalarAsync(cancellationToken))!, DateTimeKind.Utc);
    }

    async Task CountOneAsync(NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var next = new NpgsqlCommand(NextToCountSql, connection).With("before", now - CountAgainAfter);
        if (await next.ExecuteScalarAsync(cancellationToken) is not Guid organisation)
            return;
        await using var count = Command(CountSql, connection).With("organisation", organisation).With("since", since).With("now", now);
        await count.ExecuteNonQueryAsync(cancellationToken);
    }

    static NpgsqlCommand Command(string sql, NpgsqlConnection connection) => new(sql, connection) { CommandTimeout = LongestLookSeconds };
}
