using System.Reflection;
using System.Security.Cryptography;
using Blink.Pipeline.LocalServers.Postgres;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Testing;

/// <summary>One migrated database for each set of migrations and server, made by whichever test process comes first.</summary>
static class TestDatabaseTemplate
{
    // Any number that nobody else locks on this server.
    const long Lock = 7_275_101;

    static readonly string Name = $"template_{MigrationsHash()}";

    /// <summary>Makes the template if it is not there.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> EnsureAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var locking = new NpgsqlCommand("SELECT pg_advisory_lock(@lock)", connection) { Parameters = { new("lock", Lock) }, CommandTimeout = 120 };
        await locking.ExecuteNonQueryAsync(cancellationToken);
        await using (var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = @name", connection) { Parameters = { new("name", Name) } })
        {
            if (await find.ExecuteScalarAsync(cancellationToken) is null) await MakeAsync(server, connection, cancellationToken);
        }
        await using var unlocking = new NpgsqlCommand("SELECT pg_advisory_unlock(@lock)", connection) { Parameters = { new("lock", Lock) } };
        await unlocking.ExecuteNonQueryAsync(cancellationToken);
        return Name;
    }

    static async Task MakeAsync(PostgresServer server, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // It gets its name only when it is finished, so that a failed migration leaves no half-made template behind.
        var unfinished = $"{Name}_unfinished";
        await server.DropDatabaseAsync(unfinished, cancellationToken);
        var connectionString = await server.CreateDatabaseAsync(unfinished, cancellationToken: cancellationToken);
        // A pooled connection would keep the database from being renamed and copied.
        Migrator.Migrate(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
#pragma warning disable CA2100 // Names of databases cannot be parameters; these are hexadecimal digits.
        await using var rename = new NpgsqlCommand($"ALTER DATABASE \"{unfinished}\" RENAME TO \"{Name}\"", connection);
#pragma warning restore CA2100
        await rename.ExecuteNonQueryAsync(cancellationToken);
    }

    static string MigrationsHash()
    {
        var assembly = typeof(Migrator).Assembly;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            hash.AppendData(Read(assembly, name));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
