using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Npgsql;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>The letters that a run has in hand, over the connection that holds its lock.</summary>
/// <param name="connection">The run's own.</param>
/// <param name="runId">The run.</param>
/// <param name="newestId">The newest letter when it started: it claims none beyond.</param>
/// <param name="request">What is wanted.</param>
/// <param name="timeProvider">The clock.</param>
sealed class ReplayRunLetters(NpgsqlConnection connection, int runId, long newestId, ReplayRequest request, TimeProvider timeProvider)
{
    const string ReplayColumns = "letter.id, letter.origin_queue, letter.properties, letter.headers, letter.body, letter.replay_count";

    // A letter that goes back to waiting in this run, or fails again, is behind the cursor or beyond the snapshot: no endless round.
    static readonly string ClaimSql = $"""
        WITH next AS (
            SELECT id
            FROM operations.dead_letters AS letter
            WHERE letter.id > @after AND letter.id <= @newest AND {DeadLetterFilter.Sql} AND letter.origin_queue = ANY(@work)
            ORDER BY letter.id
            LIMIT @count
            FOR UPDATE SKIP LOCKED
        )
        UPDATE operations.dead_letters AS letter
        SET status = 'replaying', status_at = @now, run_id = @run
        FROM next
        WHERE letter.id = next.id
        RETURNING {ReplayColumns}
        """;

    static readonly string TakenOverSql = $"""
        SELECT {ReplayColumns}
        FROM operations.dead_letters AS letter
        WHERE letter.run_id = @run AND letter.status = 'replaying'
        ORDER BY letter.id
        LIMIT @count
        """;

    const string SettleSql = """
        WITH replayed AS (
            UPDATE operations.dead_letters
            SET status = 'replayed', status_at = @now, replay_count = replay_count + 1
            WHERE id = ANY(@ids) AND run_id = @run AND status = 'replaying'
            RETURNING id, origin_queue, message_id
        ), counted AS (
            UPDATE operations.dead_letter_runs
            SET done = done + (SELECT count(*) FROM replayed)
            WHERE id = @run
        )
        INSERT INTO operations.audit_records (id, at, actor, action, subject, details)
        SELECT
            audit.id,
            @now,
            @actor,
            'dead-letter.replayed',
            'dead-letter:' || replayed.id,
            jsonb_build_object('run', @run, 'queue', replayed.origin_queue, 'messageId', replayed.message_id, 'reason', @reason::text)
        FROM replayed
        JOIN unnest(@ids, @audit_ids) AS audit (letter_id, id) ON audit.letter_id = replayed.id
        """;

    const string ReleaseSql = """
        UPDATE operations.dead_letters
        SET status = 'waiting', status_at = @now
        WHERE id = ANY(@ids) AND run_id = @run AND status = 'replaying'
        """;

    long lastClaimedId;

    /// <summary>Claims the next letters, in one commit, so that no other run takes them.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops it; none is claimed then.</param>
    /// <returns>The letters, the oldest first; empty: there are no more.</returns>
    public async Task<IReadOnlyList<ReplayLetter>> ClaimAsync(int count, CancellationToken cancellationToken)
    {
        await using var command = Command(ClaimSql);
        request.Filter.ToReplay().AddTo(command).With("after", lastClaimedId).With("newest", newestId).With("work", Names.Work.ToArray()).With("count", count);
        var letters = await command.ReadAsync(Read, cancellationToken);
        letters.Sort((one, other) => one.Id.CompareTo(other.Id));
        lastClaimedId = letters.Count > 0 ? letters[^1].Id : lastClaimedId;
        return letters;
    }

    /// <summary>Reads letters that were taken over and are not settled yet.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The letters, the oldest first; empty: there are no more.</returns>
    public async Task<IReadOnlyList<ReplayLetter>> TakenOverAsync(int count, CancellationToken cancellationToken)
    {
        await using var command = Command(TakenOverSql);
        return await command.With("count", count).ReadAsync(Read, cancellationToken);
    }

    /// <summary>Marks letters as replayed, with an audit record each, in one commit; those that are settled already are left out.</summary>
    /// <param name="ids">Letters that the broker confirmed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many were settled now.</returns>
    public async Task<int> SettleAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        await using var command = Command(SettleSql);
        var now = timeProvider.GetUtcNow();
        return await command
            .With("ids", ids.ToArray())
            .With("audit_ids", ids.Select(_ => Guid.CreateVersion7(now)).ToArray())
            .With("actor", request.Actor)
            .With("reason", request.Reason)
            .ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Lets letters wait on that it claimed or took over and cannot publish; a second time changes nothing.</summary>
    /// <param name="ids">The letters.</param>
    /// <param name="cancellationToken">Stops it; the end of the run does it then.</param>
    /// <returns>A task that ends with the commit.</returns>
    public async Task ReleaseAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return;
        await using var command = Command(ReleaseSql);
        await command.With("ids", ids.ToArray()).ExecuteNonQueryAsync(cancellationToken);
    }

    NpgsqlCommand Command(string sql) => new NpgsqlCommand(sql, connection).With("run", runId).With("now", timeProvider.GetUtcNow());

    static ReplayLetter Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        JsonSerializer.Deserialize<MessageProperties>(row.GetString(2), JsonSerializerOptions.Web)!,
        row.GetFieldValue<JsonElement>(3),
        row.GetFieldValue<byte[]>(4),
        row.GetInt32(5));
}
