using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Npgsql;
using NpgsqlTypes;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>
/// One replay's hold on its letters. It works over one connection, which also holds the run's advisory lock: when the process or the
/// connection dies, the lock is free, the run can claim and settle nothing any more, and the next run takes over what it left in
/// <c>replaying</c>. So no letter is lost, none is taken by two runs, and each is settled, hence audited, exactly once.
/// </summary>
sealed class ReplayRun : IAsyncDisposable
{
    static readonly string StartSql = $"""
        WITH run AS (
            INSERT INTO operations.dead_letter_runs (kind, criterion, newest_letter_id, actor, reason, started_at, rate_per_second, matched)
            SELECT
                'replay',
                @criterion,
                (SELECT coalesce(max(id), 0) FROM operations.dead_letters),
                @actor,
                @reason,
                @now,
                @rate::integer,
                (SELECT count(*) FROM operations.dead_letters AS letter WHERE {DeadLetterFilter.Sql} AND letter.origin_queue = ANY(@work))
            RETURNING id, newest_letter_id, matched
        ), audited AS (
            INSERT INTO operations.audit_records (id, at, actor, action, subject, details)
            SELECT
                gen_random_uuid(),
                @now,
                @actor,
                'dead-letter-run.started',
                'dead-letter-run:' || id,
                jsonb_build_object('kind', 'replay', 'matched', matched, 'criterion', @criterion, 'reason', @reason::text)
            FROM run
        )
        SELECT id, newest_letter_id, matched, pg_advisory_lock(@class, id)
        FROM run
        """;

    // The lock of a run that lives is not to be had. MATERIALIZED: no lock is tried on runs that are over.
    const string TakeOverSql = """
        WITH unfinished AS MATERIALIZED (
            SELECT id
            FROM operations.dead_letter_runs
            WHERE kind = 'replay' AND ended_at IS NULL AND id <> @run
        ), dead AS MATERIALIZED (
            SELECT id
            FROM unfinished
            WHERE pg_try_advisory_lock(@class, id)
        ), ended AS (
            UPDATE operations.dead_letter_runs
            SET ended_at = @now, outcome = 'died'
            WHERE id IN (SELECT id FROM dead) AND ended_at IS NULL
            RETURNING id, actor, done
        ), audited AS (
            INSERT INTO operations.audit_records (id, at, actor, action, subject, details)
            SELECT
                gen_random_uuid(),
                @now,
                ended.actor,
                'dead-letter-run.ended',
                'dead-letter-run:' || ended.id,
                jsonb_build_object('outcome', 'died', 'done', ended.done, 'takenOverBy', @run)
            FROM ended
        ), taken AS (
            UPDATE operations.dead_letters
            SET run_id = @run
            WHERE status = 'replaying' AND run_id IN (SELECT id FROM dead)
            RETURNING id
        ), counted AS (
            UPDATE operations.dead_letter_runs
            SET taken_over = (SELECT count(*) FROM taken)
            WHERE id = @run
        )
        SELECT count(*)::integer FROM taken
        """;

    const string EndSql = """
        WITH released AS (
            UPDATE operations.dead_letters
            SET status = 'waiting', status_at = @now
            WHERE run_id = @run AND status = 'replaying'
        ), ended AS (
            UPDATE operations.dead_letter_runs
            SET ended_at = @now, outcome = @outcome, problem = @problem, refused = @refused
            WHERE id = @run
            RETURNING id, done
        )
        INSERT INTO operations.audit_records (id, at, actor, action, subject, details)
        SELECT
            gen_random_uuid(),
            @now,
            @actor,
            'dead-letter-run.ended',
            'dead-letter-run:' || id,
            jsonb_build_object(
                'outcome', @outcome, 'done', done, 'takenOver', @taken_over, 'refused', jsonb_array_length(@refused), 'problem', @problem::text)
        FROM ended
        """;

    readonly NpgsqlConnection connection;
    readonly ReplayRequest request;
    readonly TimeProvider timeProvider;

    ReplayRun(NpgsqlConnection connection, ReplayRequest request, TimeProvider timeProvider) =>
        (this.connection, this.request, this.timeProvider) = (connection, request, timeProvider);

    public int Id { get; private set; }

    /// <summary>How many letters waited and fitted when the run started.</summary>
    public int Matched { get; private set; }

    /// <summary>The letters that it claims, settles and lets go.</summary>
    public ReplayRunLetters Letters { get; private set; } = null!;

    /// <summary>Writes the run's record, and takes its lock in the same commit.</summary>
    /// <param name="connectionString">A connection is opened for the run alone: one that went back to a pool would keep its lock.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Stops it; no run is started then.</param>
    /// <returns>The run.</returns>
    public static async Task<ReplayRun> StartAsync(
        string connectionString, ReplayRequest request, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 10 };
        var run = new ReplayRun(new NpgsqlConnection(unpooled.ConnectionString), request, timeProvider);
        try
        {
            await run.connection.OpenAsync(cancellationToken);
            await run.StartAsync(cancellationToken);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes up the letters that runs now dead have left half-way: they may or may not have been published.</summary>
    /// <param name="cancellationToken">Stops it; nothing is taken then.</param>
    /// <returns>How many there are; <see cref="ReplayRunLetters.TakenOverAsync"/> gives them.</returns>
    public async Task<int> TakeOverAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(TakeOverSql);
        return (int)(await command.With("class", RunLock.Class).ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Asks whether somebody wants the run to end.</summary>
    /// <returns>Who; null: nobody.</returns>
    public async Task<string?> StopRequestedByAsync()
    {
        await using var command = Command("SELECT stop_requested_by FROM operations.dead_letter_runs WHERE id = @run");
        return await command.ExecuteScalarAsync(CancellationToken.None) as string;
    }

    /// <summary>Ends the run with an audit record: letters that it claimed and did not settle wait again, in the same commit.</summary>
    /// <param name="result">What it did.</param>
    /// <param name="cancellationToken">Stops it; the next run does it then.</param>
    /// <returns>A task that ends with the commit.</returns>
    public async Task EndAsync(RunResult result, CancellationToken cancellationToken)
    {
        await using var command = Command(EndSql);
        command.Parameters.AddWithValue("refused", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(result.Refused, JsonSerializerOptions.Web));
        await command
            .With("outcome", result.Outcome)
            .With("problem", result.Problem)
            .With("taken_over", result.TakenOver)
            .With("actor", request.Actor)
            .ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Lets go of the lock.</summary>
    /// <returns>A task that ends when the connection is closed.</returns>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    async Task StartAsync(CancellationToken cancellationToken)
    {
        // A host that vanishes sends no farewell: without these its lock would be held for hours.
        await using (var keepAlive = new NpgsqlCommand("SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3", connection))
            await keepAlive.ExecuteNonQueryAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = Command(StartSql);
        command.Parameters.AddWithValue(
            "criterion", NpgsqlDbType.Jsonb, RunCriterion.ToJson(request.Filter, request.Limit, request.RatePerSecond));
        request.Filter.ToReplay().AddTo(command)
            .With("actor", request.Actor)
            .With("reason", request.Reason)
            .With("rate", request.RatePerSecond)
            .With("work", Names.Work.ToArray())
            .With("class", RunLock.Class);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            (Id, Matched) = (reader.GetInt32(0), reader.GetInt32(2));
            Letters = new(connection, Id, reader.GetInt64(1), request, timeProvider);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    NpgsqlCommand Command(string sql) => new NpgsqlCommand(sql, connection).With("run", Id).With("now", timeProvider.GetUtcNow());
}
