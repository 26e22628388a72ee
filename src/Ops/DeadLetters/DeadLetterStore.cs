using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Where collected dead letters come in, <c>operations.dead_letters</c>.</summary>
sealed class DeadLetterStore(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    /// <summary>
    /// Stores a group of letters in one commit. Those that are stored already, because their acknowledgement was lost, are left out:
    /// running it again changes nothing.
    /// </summary>
    /// <param name="letters">The letters.</param>
    /// <param name="cancellationToken">Stops it; none is stored then.</param>
    /// <returns>How many were new.</returns>
    public async Task<int> InsertAsync(IReadOnlyList<CollectedLetter> letters, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            INSERT INTO operations.dead_letters (
                fingerprint,
                queue,
                origin_queue,
                message_type,
                message_id,
                organisation_id,
                subject_id,
                properties,
                headers,
                body,
                cause,
                exception_type,
                exception_message,
                stack_trace,
                group_key,
                failed_at,
                replay_count,
                replay_of,
                source,
                collected_at,
                status_at)
            SELECT
                letter.*,
                @now,
                @now
            FROM unnest(
                @fingerprints,
                @queues,
                @origin_queues,
                @message_types,
                @message_ids,
                @organisation_ids,
                @subject_ids,
                @properties,
                @headers,
                @bodies,
                @causes,
                @exception_types,
                @exception_messages,
                @stack_traces,
                @group_keys,
                @failed_at,
                @replay_counts,
                @replays_of,
                @sources) AS letter
            ON CONFLICT (fingerprint) DO NOTHING
            """);
        T[] Each<T>(Func<CollectedLetter, T> value) => [.. letters.Select(value)];
        command
            .With("fingerprints", Each(letter => letter.Fingerprint))
            .With("queues", Each(letter => letter.Queue))
            .With("origin_queues", Each(letter => letter.OriginQueue))
            .With("message_types", Each(letter => letter.MessageType))
            .With("message_ids", Each(letter => letter.MessageId))
            .With("organisation_ids", Each(letter => letter.OrganisationId))
            .With("subject_ids", Each(letter => letter.SubjectId))
            .With("bodies", Each(letter => letter.Body))
            .With("causes", Each(letter => letter.Cause))
            .With("exception_types", Each(letter => letter.ExceptionType))
            .With("exception_messages", Each(letter => letter.ExceptionMessage))
            .With("stack_traces", Each(letter => letter.StackTrace))
            .With("group_keys", Each(letter => letter.GroupKey))
            .With("failed_at", Each(letter => letter.FailedAt))
            .With("replay_counts", Each(letter => letter.ReplayCount))
            .With("replays_of", Each(letter => letter.ReplayOf))
            .With("sources", Each(letter => letter.Source))
            .With("now", timeProvider.GetUtcNow());
        AddJson(command, "properties", Each(letter => JsonSerializer.Serialize(letter.Properties, JsonSerializerOptions.Web)));
        AddJson(command, "headers", Each(letter => letter.Headers.ToJsonString()));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static void AddJson(NpgsqlCommand command, string name, string[] values) =>
        command.Parameters.AddWithValue(name, NpgsqlDbType.Array | NpgsqlDbType.Jsonb, values);
}
