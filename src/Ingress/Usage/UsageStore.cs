using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ingress.Usage;

/// <summary>Writes how requests were answered, and that an ingress is there to answer them.</summary>
sealed class UsageStore(NpgsqlDataSource dataSource)
{
    // The watch looks back a day.
    static readonly TimeSpan KeptFor = TimeSpan.FromDays(2);

    // Without a sign for longer than that, no ingress was there: several signs are due in that time.
    static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(5);

    // Several instances add to the same rows, in one order, so that they wait for each other instead of locking each other out.
    const string AddSql = """
        INSERT INTO scim.request_counts AS known (
            organisation_id,
            bucket,
            events,
            client_errors,
            server_errors)
        SELECT *
        FROM unnest(@organisations, @buckets, @events, @client_errors, @server_errors) AS counted (
            organisation_id, bucket, events, client_errors, server_errors)
        ORDER BY organisation_id, bucket
        ON CONFLICT (organisation_id, bucket) DO UPDATE
        SET
            events = known.events + excluded.events,
            client_errors = known.client_errors + excluded.client_errors,
            server_errors = known.server_errors + excluded.server_errors
        """;

    const string PurgeSql = "DELETE FROM scim.request_counts WHERE bucket < @oldest";

    const string PresenceSql = """
        INSERT INTO scim.ingress_presence AS known (
            present,
            since,
            seen_at)
        VALUES (true, @now, @now)
        ON CONFLICT (present) DO UPDATE
        SET
            since = CASE WHEN known.seen_at < @now - @gap THEN excluded.since ELSE known.since END,
            seen_at = GREATEST(known.seen_at, excluded.seen_at)
        """;

    /// <summary>
    /// Adds counts, and forgets those of more than two days ago. Running it twice counts twice: if the answer to a commit is lost, half
    /// a minute is counted double, which a warning can bear.
    /// </summary>
    public async Task AddAsync(
        IReadOnlyCollection<KeyValuePair<(Guid OrganisationId, DateTimeOffset Bucket), RequestCount>> counts,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(AddSql)
            .With("organisations", counts.Select(count => count.Key.OrganisationId).ToArray())
            .With("buckets", counts.Select(count => count.Key.Bucket).ToArray())
            .With("events", counts.Select(count => count.Value.Events).ToArray())
            .With("client_errors", counts.Select(count => count.Value.ClientErrors).ToArray())
            .With("server_errors", counts.Select(count => count.Value.ServerErrors).ToArray()));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PurgeSql).With("oldest", now - KeptFor));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives a sign of presence. Running it twice changes nothing.</summary>
    public async Task RecordPresenceAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(PresenceSql).With("now", now).With("gap", LongestGap);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
