using System.Globalization;
using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>The replays and discards that there were and are, whoever started them; a replay that runs can be told to end.</summary>
sealed class DeadLetterRuns(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    static readonly string Sql = $"""
        SELECT
            run.id,
            run.kind,
            CASE
                WHEN run.outcome IS NOT NULL THEN run.outcome
                WHEN {RunLock.IsFree} THEN 'died'
                WHEN run.stop_requested_at IS NOT NULL THEN 'stopping'
                ELSE 'running'
            END,
            run.actor,
            run.reason,
            run.criterion,
            run.started_at,
            run.ended_at,
            run.matched,
            run.done,
            run.taken_over,
            run.rate_per_second,
            run.problem,
            run.refused::text,
            run.stop_requested_by,
            run.stop_requested_at
        FROM operations.dead_letter_runs AS run
        """;

    /// <summary>Lists runs.</summary>
    /// <param name="onlyUnfinished">Whether those that are over are left out.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, the newest first.</returns>
    public async Task<IReadOnlyList<DeadLetterRun>> ListAsync(bool onlyUnfinished, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            {Sql}
            {(onlyUnfinished ? "WHERE run.ended_at IS NULL" : "")}
            ORDER BY run.id DESC
            LIMIT @limit
            """);
        return await command.With("limit", limit).ReadAsync(Read, cancellationToken);
    }

    /// <summary>Reads one run.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The run.</returns>
    /// <exception cref="OpsException">There is none.</exception>
    public async Task<DeadLetterRun> FindAsync(int id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            {Sql}
            WHERE run.id = @id
            """);
        return (await command.With("id", id).ReadAsync(Read, cancellationToken)).SingleOrDefault()
            ?? throw new OpsException($"There is no run {id}: 'dead-letters runs list' shows those that there are.");
    }

    /// <summary>Asks a replay to end, whichever process it runs in. It does so within a second, after the letters under way.</summary>
    /// <param name="id">The run.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it; it is not asked then.</param>
    /// <returns>The run as it is now.</returns>
    /// <exception cref="OpsException">There is none, or it is over.</exception>
    public async Task<DeadLetterRun> StopAsync(int id, string actor, CancellationToken cancellationToken)
    {
        var run = await FindAsync(id, cancellationToken);
        if (run.EndedAt is { } ended)
            throw new OpsException(string.Create(CultureInfo.InvariantCulture, $"Run {id} is over since {ended.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: {run.State}."));
        if (run.State == "died")
            throw new OpsException($"The process of run {id} is gone: there is nothing to stop, and the next replay takes up what it left half-way.");
        await using var command = dataSource.CreateCommand("""
            WITH asked AS (
                UPDATE operations.dead_letter_runs
                SET stop_requested_at = @now, stop_requested_by = @actor
                WHERE id = @id AND ended_at IS NULL AND stop_requested_at IS NULL
                RETURNING id
            )
            INSERT INTO operations.audit_records (id, at, actor, action, subject, details)
            SELECT gen_random_uuid(), @now, @actor, 'dead-letter-run.stop-requested', 'dead-letter-run:' || id, '{}'
            FROM asked
            """);
        await command.With("id", id).With("actor", actor).With("now", timeProvider.GetUtcNow()).ExecuteNonQueryAsync(cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    DeadLetterRun Read(NpgsqlDataReader row)
    {
        var (started, ended, done) = (row.GetFieldValue<DateTimeOffset>(6), row.Nullable<DateTimeOffset?>(7), row.GetInt32(9));
        var seconds = ((ended ?? timeProvider.GetUtcNow()) - started).TotalSeconds;
        return new(
            row.GetInt32(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.Nullable<string>(4),
            row.GetFieldValue<JsonElement>(5),
            started,
            ended,
            row.GetInt32(8),
            done,
            row.GetInt32(10),
            row.Nullable<int?>(11),
            seconds > 0 ? Math.Round(done / seconds, 1) : 0,
            row.Nullable<string>(12),
            JsonSerializer.Deserialize<RefusedLetter[]>(row.GetString(13), JsonSerializerOptions.Web)!,
            row.Nullable<string>(14),
            row.Nullable<DateTimeOffset?>(15));
    }
}
