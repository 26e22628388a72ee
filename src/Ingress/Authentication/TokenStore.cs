using System.Security.Cryptography;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ingress.Authentication;

/// <summary>Reads tokens, and records when they were used.</summary>
sealed class TokenStore(NpgsqlDataSource dataSource)
{
    const string FindSql = """
        SELECT
            token.hash,
            token.id,
            token.organisation_id,
            organisation.tier,
            token.expires_at,
            token.revoked_at IS NOT NULL
        FROM operations.scim_tokens AS token
        JOIN operations.organisations AS organisation ON organisation.id = token.organisation_id
        WHERE token.hash = @hash
        """;

    // Several instances record the same token: the latest use counts, whoever writes last. One order of rows for all, so that
    // they wait for each other instead of locking each other out.
    const string RecordUsesSql = """
        INSERT INTO scim.token_uses (
            token_id,
            last_used_at)
        SELECT
            used.token_id,
            used.at
        FROM unnest(@tokens, @times) AS used (token_id, at)
        ORDER BY used.token_id
        ON CONFLICT (token_id) DO UPDATE
        SET last_used_at = GREATEST(token_uses.last_used_at, EXCLUDED.last_used_at)
        """;

    /// <summary>The token with that hash, or null when there is none.</summary>
    public async Task<AuthenticatedToken?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(FindSql).With("hash", hash);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || !CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(0), hash))
            return null;
        return new AuthenticatedToken(
            reader.GetGuid(1),
            reader.GetGuid(2),
            reader.GetString(3),
            reader.GetFieldValue<DateTimeOffset>(4),
            reader.GetBoolean(5));
    }

    /// <summary>Records the last use of each token, in one statement. Running it twice changes nothing.</summary>
    public async Task RecordUsesAsync(IReadOnlyCollection<KeyValuePair<Guid, DateTimeOffset>> uses, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(RecordUsesSql)
            .With("tokens", uses.Select(use => use.Key).ToArray())
            .With("times", uses.Select(use => use.Value).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
