using Blink.Pipeline.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Gives dead letters up: they and their bodies stay to be looked at, but are replayed no more.</summary>
sealed class Discard(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    // One statement, however many letters: a night's worth takes longer than the 30 seconds that Npgsql gives.
    const int LongestSeconds = 600;

    /// <summary>Discards the letters that wait and fit, with the run's record and an audit record each, all in one commit.</summary>
    /// <param name="filter">Which letters; only those that wait are taken, and of those named by id also what a dead replay left half-way.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why.</param>
    /// <param name="limit">How many at most, the oldest first; null: all.</param>
    /// <param name="cancellationToken">Stops it; none is discarded then.</param>
    /// <returns>What it did.</returns>
    public async Task<RunResult> RunAsync(DeadLetterFilter filter, string actor, string reason, int? limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            WITH replaying AS MATERIALIZED (
                SELECT DISTINCT run_id
                FROM operations.dead_letters
                WHERE id = ANY(@ids) AND status = 'replaying'
            ), dead AS MATERIALIZED (
                SELECT run_id
                FROM replaying
                WHERE pg_try_advisory_xact_lock(@class, run_id)
            ), chosen AS MATERIALIZED (
                SELECT id
                FROM operations.dead_letters AS letter
                WHERE {DeadLetterFilter.Sql}
                    AND (letter.status = 'waiting' OR (letter.status = 'replaying' AND letter.run_id IN (SELECT run_id FROM dead)))
                ORDER BY id
                LIMIT @limit
                FOR UPDATE SKIP LOCKED
            ), run AS (
                INSERT INTO operations.dead_letter_runs (
                    kind, criterion, newest_letter_id, actor, reason, started_at, matched, done, ended_at, outcome)
                SELECT 'discard', @criterion, coalesce(max(id), 0), @actor, @reason, @now, count(*), count(*), @now, 'completed'
                FROM chosen
                RETURNING id, matched
            ), discarded AS (
                UPDATE operations.dead_letters AS letter
                SET status = 'discarded', status_at = @now, run_id = run.id
                FROM chosen, run
                WHERE letter.id = chosen.id
                RETURNING letter.id, letter.run_id, letter.message_id
            ), audited AS (
                INSERT INTO operations.audit_records (id, at, actor, action, subject, details)
                SELECT
                    gen_random_uuid(),
                    @now,
                    @actor,
                    'dead-letter.discarded',
                    'dead-letter:' || id,
                    jsonb_build_object('run', run_id, 'messageId', message_id, 'reason', @reason)
                FROM discarded
                UNION ALL
                SELECT
                    gen_random_uuid(),
                    @now,
                    @actor,
                    'dead-letter-run.ended',
                    'dead-letter-run:' || id,
                    jsonb_build_object('kind', 'discard', 'outcome', 'completed', 'done', matched, 'criterion', @criterion, 'reason', @reason)
                FROM run
            )
            SELECT id, matched FROM run
            """);
        command.Parameters.AddWithValue("criterion", NpgsqlDbType.Jsonb, RunCriterion.ToJson(filter, limit));
        (filter with { Statuses = null }).AddTo(command)
            .With("class", RunLock.Class).With("actor", actor).With("reason", reason).With("limit", limit).With("now", timeProvider.GetUtcNow());
        command.CommandTimeout = LongestSeconds;
        var run = await command.ReadAsync(row => (Id: row.GetInt32(0), Matched: row.GetInt32(1)), cancellationToken);
        return new RunResult(run[0].Id, "completed", run[0].Matched, run[0].Matched, 0, null, []);
    }
}
