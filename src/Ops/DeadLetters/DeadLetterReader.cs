using System.Text;
using System.Text.Json;
using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using Npgsql;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Reads the collected dead letters; looking changes nothing about them.</summary>
sealed class DeadLetterReader(NpgsqlDataSource dataSource, AuditLog audit)
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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
        letter.run_id
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

    /// <summary>Sums dead letters up by how they failed.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="limit">How many groups at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The groups, the largest first.</returns>
    public async Task<IReadOnlyList<DeadLetterGroup>> GroupAsync(DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            SELECT
                letter.group_key,
                count(*),
                array_agg(DISTINCT letter.origin_queue) FILTER (WHERE letter.origin_queue IS NOT NULL),
                max(letter.id),
                (array_agg(letter.exception_message ORDER BY letter.id DESC))[1],
                min(letter.failed_at),
                max(letter.failed_at)
            FROM operations.dead_letters AS letter
            WHERE {DeadLetterFilter.Sql}
            GROUP BY letter.group_key
            ORDER BY count(*) DESC, letter.group_key
            LIMIT @limit
            """);
        return await filter.AddTo(command).With("limit", limit).ReadAsync(ReadGroup, cancellationToken);
    }

    /// <summary>Says what a replay or a discard would take.</summary>
    /// <param name="filter">Which letters; of them those that wait.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>How many, and how they failed.</returns>
    public async Task<RunPreview> PreviewAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var waiting = filter with { Statuses = ["waiting"] };
        await using var command = dataSource.CreateCommand($"""
            SELECT
                count(*),
                count(*) FILTER (WHERE origin_queue = ANY(@work))
            FROM operations.dead_letters AS letter
            WHERE {DeadLetterFilter.Sql}
            """);
        var counts = await waiting.AddTo(command).With("work", Names.Work.ToArray())
            .ReadAsync(row => (Matched: row.GetInt64(0), Replayable: row.GetInt64(1)), cancellationToken);
        return new RunPreview(counts[0].Matched, counts[0].Replayable, await GroupAsync(waiting, 20, cancellationToken));
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
                letter.stack_trace,
                (SELECT min(again.id) FROM operations.dead_letters AS again WHERE again.replay_of = letter.id)
            FROM operations.dead_letters AS letter
            WHERE letter.id = @id
            """);
        var found = await command.With("id", id).ReadAsync(ReadDetails, cancellationToken);
        return found.Count == 1
            ? found[0] with { History = await audit.ListAsync($"dead-letter:{id}", 100, cancellationToken) }
            : throw new OpsException($"There is no dead letter {id}: 'dead-letters list' shows those that there are.");
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
        row.Nullable<int?>(16));

    static DeadLetterDetails ReadDetails(NpgsqlDataReader row)
    {
        var body = row.GetFieldValue<byte[]>(19);
        return new DeadLetterDetails(
            Read(row),
            JsonSerializer.Deserialize<MessageProperties>(row.GetString(17), JsonSerializerOptions.Web)!,
            row.GetFieldValue<JsonElement>(18),
            Text(body),
            Convert.ToBase64String(body),
            row.Nullable<string>(20),
            row.Nullable<long?>(21),
            []);
    }

    static DeadLetterGroup ReadGroup(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.Nullable<string[]>(2) ?? [],
        row.GetInt64(3),
        row.Nullable<string>(4),
        row.GetFieldValue<DateTimeOffset>(5),
        row.GetFieldValue<DateTimeOffset>(6));

    static string? Text(byte[] body)
    {
        try
        {
            return StrictUtf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
