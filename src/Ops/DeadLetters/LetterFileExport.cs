using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Writes dead letters as <see cref="LetterFileFormat"/>, for the archive or for another system.</summary>
sealed class LetterFileExport(NpgsqlDataSource dataSource, AuditLog audit)
{
    static readonly string Sql = $"""
        SELECT
            letter.id,
            letter.queue,
            letter.origin_queue,
            letter.message_type,
            letter.message_id,
            letter.organisation_id,
            letter.subject_id,
            letter.properties,
            letter.headers,
            letter.body,
            letter.cause,
            letter.exception_type,
            letter.exception_message,
            letter.stack_trace,
            letter.group_key,
            letter.failed_at,
            letter.replay_count,
            letter.status,
            letter.fingerprint
        FROM operations.dead_letters AS letter
        WHERE {DeadLetterFilter.Sql}
        ORDER BY letter.id
        """;

    /// <summary>Writes the letters that fit, as they are at one moment, with an audit record.</summary>
    /// <param name="writer">Takes the lines; it is flushed, not closed.</param>
    /// <param name="filter">Which letters.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it; the file has no last line then, and is refused.</param>
    /// <returns>How many letters were written.</returns>
    public async Task<int> WriteAsync(TextWriter writer, DeadLetterFilter filter, string actor, CancellationToken cancellationToken)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var written = await WriteLettersAsync(connection, writer, filter, all, cancellationToken);
        // Before the last line: what left without a record is no whole file.
        var details = new { letters = written, criterion = JsonNode.Parse(RunCriterion.ToJson(filter)) };
        await audit.WriteAsync(actor, "dead-letters.exported", "dead-letters", details, cancellationToken);
        await writer.WriteAsync($"{LetterFileFormat.WriteEnd(written, all)}\n".AsMemory(), cancellationToken);
        await writer.FlushAsync(cancellationToken);
        return written;
    }

    static async Task<int> WriteLettersAsync(
        NpgsqlConnection connection, TextWriter writer, DeadLetterFilter filter, IncrementalHash all, CancellationToken cancellationToken)
    {
        await using var command = filter.AddTo(new NpgsqlCommand(Sql, connection));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var written = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            await writer.WriteAsync($"{LetterFileFormat.Write(Read(reader), all)}\n".AsMemory(), cancellationToken);
            written++;
        }
        return written;
    }

    static LetterFileLine Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Queue = row.GetString(1),
        OriginQueue = row.Nullable<string>(2),
        MessageType = row.Nullable<string>(3),
        MessageId = row.Nullable<string>(4),
        OrganisationId = row.Nullable<Guid?>(5),
        SubjectId = row.Nullable<Guid?>(6),
        Properties = JsonSerializer.Deserialize<MessageProperties>(row.GetString(7), JsonSerializerOptions.Web)!,
        Headers = row.GetFieldValue<JsonElement>(8),
        Body = row.GetFieldValue<byte[]>(9),
        Cause = row.GetString(10),
        ExceptionType = row.Nullable<string>(11),
        ExceptionMessage = row.Nullable<string>(12),
        StackTrace = row.Nullable<string>(13),
        GroupKey = row.GetString(14),
        FailedAt = row.GetFieldValue<DateTimeOffset>(15),
        ReplayCount = row.GetInt32(16),
        Status = row.GetString(17),
        Fingerprint = row.GetFieldValue<byte[]>(18),
    };
}
