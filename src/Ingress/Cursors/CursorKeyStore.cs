using System.Security.Cryptography;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ingress.Cursors;

/// <summary>The key that cursors are sealed with: one for all instances, kept in the database so that cursors outlive a restart.</summary>
sealed class CursorKeyStore(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    // Whoever comes first makes it; run again, this changes nothing.
    const string CreateSql = """
        INSERT INTO scim.cursor_keys (
            key,
            created_at)
        VALUES (
            @key,
            @now)
        ON CONFLICT DO NOTHING
        """;

    const string FindSql = "SELECT key FROM scim.cursor_keys";

    byte[]? known;

    /// <summary>The key, 256 bits.</summary>
    public async Task<byte[]> GetAsync(CancellationToken cancellationToken) => known ??= await ReadAsync(cancellationToken);

    async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        await using (var create = dataSource.CreateCommand(CreateSql))
        {
            create.With("key", RandomNumberGenerator.GetBytes(CursorSeal.KeySize)).With("now", timeProvider.GetUtcNow());
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var find = dataSource.CreateCommand(FindSql);
        return (byte[])(await find.ExecuteScalarAsync(cancellationToken))!;
    }
}
