using Blink.Pipeline.Ingress.Outcomes;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Purging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>Tells what became of asynchronous requests. They are recorded with the changes that they ask for, in the same commit.</summary>
sealed class AsyncRequestStore(NpgsqlDataSource dataSource, IOptions<AsyncRequestOptions> options, TimeProvider timeProvider)
{
    // Writes only what is seen for the first time: whoever comes second, from whichever instance, waits for the row and leaves it alone.
    const string CompleteSql = """
        UPDATE scim.async_requests AS request
        SET
            decided_version = decided.version,
            outcome = decided.outcome,
            reason = decided.reason,
            decided_at = decided.decided_at
        FROM unnest(@organisations, @txns) AS given (organisation_id, txn),
            provisioning.user_outcomes AS decided
        WHERE request.txn = given.txn
            AND request.organisation_id = given.organisation_id
            AND request.created_at >= @kept_since
            AND request.outcome IS NULL
            AND decided.scim_user_id = request.scim_user_id
            AND decided.organisation_id IS NOT DISTINCT FROM request.organisation_id
            AND decided.version >= request.version
        """;

    const string FindSql = """
        SELECT
            request.organisation_id,
            request.txn,
            request.scim_user_id,
            request.version,
            request.method,
            request.base_uri,
            request.external_id,
            request.event_id,
            request.decided_version,
            request.outcome,
            request.reason,
            request.decided_at
        FROM unnest(@organisations, @txns) AS given (organisation_id, txn)
        JOIN scim.async_requests AS request
            ON request.txn = given.txn AND request.organisation_id = given.organisation_id
        WHERE request.created_at >= @kept_since
        """;

    const string PurgeSql = """
        DELETE FROM scim.async_requests
        WHERE txn IN (
            SELECT txn
            FROM scim.async_requests
            WHERE created_at < @before
            ORDER BY created_at
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>
    /// The requests, each with the decision that completes it, if there is one. The first that is seen is kept: from then on this gives
    /// the same, whatever becomes of the user. A request that is unknown, or older than <see cref="AsyncRequestOptions.Retention"/>, is left out.
    /// </summary>
    public async Task<IReadOnlyList<RecordedRequest>> FindAsync(IReadOnlyCollection<AsyncRequestKey> keys, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        foreach (var sql in new[] { CompleteSql, FindSql })
        {
            var command = new NpgsqlBatchCommand(sql).With("kept_since", timeProvider.GetUtcNow() - options.Value.Retention);
            command.Parameters.Add(new("organisations", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { Value = keys.Select(key => key.OrganisationId).ToArray() });
            command.Parameters.Add(new("txns", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = keys.Select(key => key.Txn).ToArray() });
            batch.BatchCommands.Add(command);
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var requests = new List<RecordedRequest>();
        while (await reader.ReadAsync(cancellationToken))
            requests.Add(Read(reader));
        return requests;
    }

    /// <summary>What is forgotten: requests that nobody can ask about any more.</summary>
    public static Purge Purge(IServiceProvider services) =>
        new("scim.async_requests", PurgeSql, services.GetRequiredService<IOptions<AsyncRequestOptions>>().Value.Retention);

    static RecordedRequest Read(NpgsqlDataReader row) => new(
        new AsyncRequestKey(row.GetGuid(0), row.GetString(1)),
        row.GetGuid(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetString(5),
        row.Nullable<string>(6),
        row.GetGuid(7),
        row.IsDBNull(8) ? null : UserOutcomes.Read(row, 8));
}
