using System.Text.Json;
using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Reads the collected dead letters; looking changes nothing about them.</summary>
sealed class DeadLetterReader(NpgsqlDataSource dataSource, ReplayForecaster forecaster, AuditLog audit)
{
    const int ExamplesInPreview = 20;

    const string Columns = """
        letter.id,
        letter.queue,
        letter.origin_queue,
        letter.message_type,
        letter.message_id,
        letter.organisation_id,
        letter.subject_id,
        letter.cause,
        letter.exception_type,
        letter.exception_message,
        letter.failed_at,
        letter.collected_at,
        letter.replay_count,
        letter.replay_of,
        letter.status,
        letter.status_at,
        letter.run_id,
        letter.source
        """;

    /// <summary>Lists dead letters.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, newest first.</returns>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            SELECT
                {Columns}
            FROM operations.dead_letters AS letter
            WHERE {DeadLetterFilter.Sql}
            ORDER BY letter.id DESC
            LIMIT @limit
            """);
        return await filter.AddTo(command).With("limit", limit).ReadAsync(Read, cancellationToken);
    }

    /// <summary>Sums dead letters up.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="by">By what.</param>
    /// <param name="limit">How many groups at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The groups, the largest first; by hour or day, the newest first.</returns>
    public async Task<IReadOnlyList<DeadLetterGroup>> GroupAsync(
        DeadLetterFilter filter, DeadLetterGrouping by, int limit, CancellationToken cancellationToken)
    {
        // By queue first, so that no letter has to be sorted to name the queues of a group. In collation C, in which no index is: to go
        // through all letters in an index's order takes longer than to go through them as they lie.
        await using var command = dataSource.CreateCommand($"""
            WITH parts AS (
                SELECT
                    ({DeadLetterGroupKey.Sql("@by")}) COLLATE "C" AS key,
                    letter.origin_queue,
                    count(*) AS letters,
                    count(*) FILTER (WHERE letter.replay_count > 0) AS replayed_before,
                    max(letter.id) AS newest_id,
                    min(letter.failed_at) AS oldest,
                    max(letter.failed_at) AS newest
                FROM operations.dead_letters AS letter
                WHERE {DeadLetterFilter.Sql}
                GROUP BY 1, letter.origin_queue
            ), groups AS (
                SELECT
                    key,
                    sum(letters)::bigint AS letters,
                    sum(replayed_before)::bigint AS replayed_before,
                    array_agg(origin_queue ORDER BY origin_queue) FILTER (WHERE origin_queue IS NOT NULL) AS origin_queues,
                    max(newest_id) AS newest_id,
                    min(oldest) AS oldest,
                    max(newest) AS newest
                FROM parts
                GROUP BY key
                ORDER BY CASE WHEN @in_time THEN key END DESC, letters DESC, key
                LIMIT @limit
            )
            SELECT
                groups.key,
                groups.letters,
                groups.replayed_before,
                groups.origin_queues,
                groups.newest_id,
                example.exception_message,
                groups.oldest,
                groups.newest
            FROM groups
            JOIN operations.dead_letters AS example ON example.id = groups.newest_id
            ORDER BY CASE WHEN @in_time THEN groups.key END DESC, groups.letters DESC, groups.key
            """);
        return await filter.AddTo(command)
            .With("by", by.ToString())
            .With("in_time", by is DeadLetterGrouping.Hour or DeadLetterGrouping.Day)
            .With("limit", limit)
            .ReadAsync(ReadGroup, cancellationToken);
    }

    /// <summary>Says what a replay or a discard would take, and what a replay would do.</summary>
    /// <param name="filter">Which letters; a replay takes those that wait.</param>
    /// <param name="most">How many of them at most, the oldest first; null: all.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>How many, and what would become of them.</returns>
    public async Task<RunPreview> PreviewAsync(DeadLetterFilter filter, int? most, CancellationToken cancellationToken)
    {
        var (verdicts, letters) = await forecaster.ForetellAsync(filter, most, ExamplesInPreview, cancellationToken);
        var matched = verdicts.Sum(verdict => verdict.Count);
        var stuck = verdicts.FirstOrDefault(verdict => verdict.Verdict == ReplayVerdict.CannotBePublished)?.Count ?? 0;
        return new RunPreview(matched, matched - stuck, await HalfWayAsync(cancellationToken), verdicts, letters);
    }

    async Task<long> HalfWayAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            SELECT count(*)
            FROM operations.dead_letters AS letter
            JOIN operations.dead_letter_runs AS run ON run.id = letter.run_id
            WHERE letter.status = 'replaying' AND run.ended_at IS NULL AND {RunLock.IsFree}
            """);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Reads everything about one dead letter.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>The letter.</returns>
    /// <exception cref="OpsException">There is none.</exception>
    public async Task<DeadLetterDetails> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            SELECT
                {Columns},
                letter.properties,
                letter.headers,
                letter.body,
                letter.stack_trace
            FROM operations.dead_letters AS letter
            WHERE letter.id = @id
            """);
        var found = await command.With("id", id).ReadAsync(ReadDetails, cancellationToken);
        if (found.Count == 0)
            throw new OpsException($"There is no dead letter {id}: 'dead-letters list' shows those that there are.");
        var facts = await forecaster.FactsAsync(id, cancellationToken);
        var lives = await LivesAsync(id, cancellationToken);
        return found[0] with
        {
            Lives = lives,
            CameBackAs = lives.FirstOrDefault(life => life.Id > id)?.Id,
            Subject = new LetterSubject(
                facts.ScimUserId, facts.AccountId, ReplayForecasts.CommandVersion(facts.Body), facts.DesiredVersion, facts.DecidedVersion, facts.Outcome, facts.DecidedAt),
            Forecast = ReplayForecasts.Of(facts),
            History = await audit.ListAsync($"dead-letter:{id}", 100, cancellationToken),
        };
    }

    // What a letter was before is a header's word, so it is only believed if that one is older: then there is no way round in circles.
    async Task<List<LetterLife>> LivesAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            WITH RECURSIVE earlier AS (
                SELECT id, replay_of FROM operations.dead_letters WHERE id = @id
                UNION
                SELECT letter.id, letter.replay_of
                FROM earlier
                JOIN operations.dead_letters AS letter ON letter.id = earlier.replay_of AND letter.id < earlier.id
            ), later AS (
                SELECT id FROM operations.dead_letters WHERE id = @id
                UNION
                SELECT letter.id
                FROM later
                JOIN operations.dead_letters AS letter ON letter.replay_of = later.id AND letter.id > later.id
            )
            SELECT
                letter.id,
                letter.failed_at,
                letter.exception_type,
                letter.status,
                letter.replay_count
            FROM operations.dead_letters AS letter
            WHERE letter.id IN (SELECT id FROM earlier UNION SELECT id FROM later)
            ORDER BY letter.id
            LIMIT 200
            """);
        return await command.With("id", id).ReadAsync(
            row => new LetterLife(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.Nullable<string>(2), row.GetString(3), row.GetInt32(4)),
            cancellationToken);
    }

    static DeadLetter Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.Nullable<string>(2),
        row.Nullable<string>(3),
        row.Nullable<string>(4),
        row.Nullable<Guid?>(5),
        row.Nullable<Guid?>(6),
        row.GetString(7),
        row.Nullable<string>(8),
        row.Nullable<string>(9),
        row.GetFieldValue<DateTimeOffset>(10),
        row.GetFieldValue<DateTimeOffset>(11),
        row.GetInt32(12),
        row.Nullable<long?>(13),
        row.GetString(14),
        row.GetFieldValue<DateTimeOffset>(15),
        row.Nullable<int?>(16),
        row.GetString(17));

    static DeadLetterDetails ReadDetails(NpgsqlDataReader row)
    {
        var (headers, body) = (row.GetFieldValue<JsonElement>(19), row.GetFieldValue<byte[]>(20));
        return new DeadLetterDetails
        {
            Letter = Read(row),
            Properties = JsonSerializer.Deserialize<MessageProperties>(row.GetString(18), JsonSerializerOptions.Web)!,
            Headers = headers,
            Body = LetterBody.Text(body),
            PrettyBody = LetterBody.Pretty(body),
            BodyBase64 = Convert.ToBase64String(body),
            StackTrace = row.Nullable<string>(21),
            Host = LetterHeaders.Host(headers),
            Attempts = LetterHeaders.Attempts(headers),
        };
    }

    static DeadLetterGroup ReadGroup(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.GetInt64(2),
        row.Nullable<string[]>(3) ?? [],
        row.GetInt64(4),
        row.Nullable<string>(5),
        row.GetFieldValue<DateTimeOffset>(6),
        row.GetFieldValue<DateTimeOffset>(7));
}
