using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Digests;

/// <summary>Reads the digests through the view that the notification schema offers.</summary>
sealed class DigestReader(NpgsqlDataSource dataSource)
{
    const string Sql = """
        SELECT
            digest_id,
            organisation_name,
            status,
            recipient,
            waiting_count,
            error_count,
            warning_count,
            resolved_count,
            attempts,
            last_error,
            opened_at,
            CASE WHEN status IN ('pending', 'sending') THEN next_attempt_at END,
            sent_at,
            message_id
        FROM notification.digest_overview
        WHERE (@organisation::uuid IS NULL OR organisation_id = @organisation)
            AND (@digest::uuid IS NULL OR digest_id = @digest)
            AND (NOT @failed OR status = 'failed')
        ORDER BY opened_at DESC, digest_id
        LIMIT @limit
        """;

    /// <summary>Lists digests.</summary>
    /// <param name="organisationId">Only this organisation's; null: of all.</param>
    /// <param name="onlyFailed">Only those that somebody has to look at.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, newest first.</returns>
    public Task<IReadOnlyList<Digest>> ListAsync(Guid? organisationId, bool onlyFailed, int limit, CancellationToken cancellationToken) =>
        ReadAsync(organisationId, null, onlyFailed, limit, cancellationToken);

    /// <summary>Reads one digest.</summary>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The digest.</returns>
    /// <exception cref="OpsException">There is none.</exception>
    public async Task<Digest> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await ReadAsync(null, id, onlyFailed: false, 1, cancellationToken) is [var digest]
            ? digest
            : throw new OpsException($"There is no digest {id}: 'digests list' shows those that there are.");

    async Task<IReadOnlyList<Digest>> ReadAsync(
        Guid? organisationId, Guid? digestId, bool onlyFailed, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sql)
            .With("organisation", organisationId)
            .With("digest", digestId)
            .With("failed", onlyFailed)
            .With("limit", limit);
        return await command.ReadAsync(Read, cancellationToken);
    }

    static Digest Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.Nullable<string>(1) ?? "",
        row.GetString(2),
        row.Nullable<string>(3),
        row.GetInt32(4),
        row.GetInt32(5),
        row.GetInt32(6),
        row.GetInt32(7),
        row.GetInt32(8),
        row.Nullable<string>(9),
        row.GetFieldValue<DateTimeOffset>(10),
        row.Nullable<DateTimeOffset?>(11),
        row.Nullable<DateTimeOffset?>(12),
        row.Nullable<string>(13));
}
