using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Digests;

/// <summary>
/// Asks for a failed digest to go out again to the same address. What it held becomes untold, and the notification worker tells what
/// is still true of it in a new digest.
/// </summary>
sealed class DigestRetry(NpgsqlDataSource dataSource, DigestReader digests, AuditLog audit, TimeProvider timeProvider)
{
    // Asked twice is asked once.
    const string AskSql = """
        INSERT INTO operations.digest_retries (digest_id, requested_at)
        VALUES (@digest, @now)
        ON CONFLICT (digest_id) DO NOTHING
        """;

    /// <summary>Asks, with an audit record in the same commit.</summary>
    /// <param name="id">The digest.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it; nothing is asked then.</param>
    /// <returns>The digest as it was.</returns>
    /// <exception cref="OpsException">There is none, or it has not failed.</exception>
    public async Task<Digest> AskAsync(Guid id, string actor, CancellationToken cancellationToken)
    {
        var digest = await digests.FindAsync(id, cancellationToken);
        if (digest.Status != "failed")
            throw new OpsException($"Digest {id} is {digest.Status}, and only a failed one can be tried again: {Advice(digest.Status)}.");
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(AskSql).With("digest", id).With("now", timeProvider.GetUtcNow()));
        batch.BatchCommands.Add(audit.Record(actor, "digest.retried", $"digest:{id}", new { digest.Organisation, digest.LastError }));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return digest;
    }

    static string Advice(string status) => status switch
    {
        "unaddressed" => "give its organisation an address with 'organisations set --notification-email'",
        "sent" => "the SMTP server has taken it",
        "superseded" => "a later digest tells what it held, or all of it is over",
        _ => "the notification worker tries it by itself",
    };
}
