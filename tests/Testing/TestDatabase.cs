using System.Security.Cryptography;
using Blink.Pipeline.LocalServers.Postgres;
using Npgsql;

namespace Blink.Pipeline.Testing;

/// <summary>A migrated database of a test's or test class's own, on the shared PostgreSQL or on a given one.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    // Several test projects, each with several classes, share one server with 300 connections.
    const int MaxPoolSize = 50;

    readonly PostgresServer server;
    readonly string name;

    TestDatabase(PostgresServer server, string name, string connectionString)
    {
        (this.server, this.name) = (server, name);
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = MaxPoolSize, IncludeErrorDetail = true }.ConnectionString;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>Npgsql's connection string, password included.</summary>
    public string ConnectionString { get; }

    /// <summary>A data source for the test's own queries.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Copies a template to which all migrations have been applied, which takes some ten milliseconds.</summary>
    /// <param name="server">Null: the shared one.</param>
    public static async Task<TestDatabase> CreateAsync(PostgresServer? server = null)
    {
        server ??= await TestServers.PostgresAsync();
        var template = await TestDatabaseTemplate.EnsureAsync(server, TestContext.Current.CancellationToken);
        var name = $"test_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        return new(server, name, await server.CreateDatabaseAsync(name, template, TestContext.Current.CancellationToken));
    }

    /// <summary>Drops the database, and cuts off who is still connected to it.</summary>
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await server.DropDatabaseAsync(name, CancellationToken.None);
    }
}
