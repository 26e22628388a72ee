using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Access.SignIn;

/// <summary>Links that sign in once, <c>operations.sign_in_links</c>.</summary>
sealed class SignInLinks(NpgsqlDataSource dataSource, AuditLog audit, TimeProvider timeProvider)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Makes a link, with an audit record in the same commit.</summary>
    /// <param name="console">The console's address.</param>
    /// <param name="actor">Who asks; the link signs in under this name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The link.</returns>
    public async Task<SignInLink> CreateAsync(Uri console, string actor, CancellationToken cancellationToken)
    {
        var (code, now) = (Secrets.Create(), timeProvider.GetUtcNow());
        await using var batch = dataSource.CreateBatch();
        // Those that nobody followed go with the next one.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM operations.sign_in_links WHERE expires_at <= @now").With("now", now));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO operations.sign_in_links (hash, name, expires_at) VALUES (@hash, @name, @expires)")
            .With("hash", Secrets.Hash(code)).With("name", actor).With("expires", now + Lifetime));
        batch.BatchCommands.Add(audit.Record(actor, "sign-in-link.created", $"person:{actor}", new { }));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return new SignInLink(new Uri(console, SignInPaths.Once + code), now + Lifetime);
    }

    /// <summary>Takes a link away: of several who follow it at once, one gets in.</summary>
    /// <param name="code">The code in the link.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>As whom it signs in; null: it was followed before, is too old, or never was.</returns>
    public async Task<string?> TakeAsync(string code, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM operations.sign_in_links WHERE hash = @hash AND expires_at > @now RETURNING name");
        return (string?)await command.With("hash", Secrets.Hash(code)).With("now", timeProvider.GetUtcNow()).ExecuteScalarAsync(cancellationToken);
    }
}
