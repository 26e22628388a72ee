using Blink.Pipeline.LocalServers.Containers;
using Blink.Pipeline.LocalServers.Control;
using Npgsql;

namespace Blink.Pipeline.LocalServers.Postgres;

/// <summary>A real PostgreSQL, with a role that may create databases.</summary>
public sealed class PostgresServer : LocalServer
{
    internal const string Variable = "BLINK_POSTGRES";

    internal PostgresServer(string connectionString, IServerControl control) : base(control) => ConnectionString = connectionString;

    /// <summary>Npgsql's connection string of a role that may create databases.</summary>
    public string ConnectionString { get; }

    /// <summary>Finds or starts a PostgreSQL, in the order of the environment, Docker, this machine.</summary>
    /// <exception cref="LocalServersException">There is none to be had.</exception>
    public static async Task<PostgresServer> StartAsync(LocalServersOptions options, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } connectionString)
            return new(connectionString, new ExternalServer(Variable));
        return await StartOwnAsync(options, cancellationToken);
    }

    /// <summary>Starts one of our own, whatever the environment says.</summary>
    /// <exception cref="LocalServersException">There is neither Docker nor PostgreSQL on this machine, and it cannot be installed.</exception>
    public static async Task<PostgresServer> StartOwnAsync(LocalServersOptions options, CancellationToken cancellationToken) =>
        await DockerEngine.TryAsync(options, "PostgreSQL", PostgresContainer.StartAsync, cancellationToken)
            ?? await PrivatePostgres.StartAsync(options, cancellationToken);

    /// <summary>Creates a database on this server, as a copy of another one if <paramref name="template"/> names it.</summary>
    /// <returns>The connection string of the new database.</returns>
    public async Task<string> CreateDatabaseAsync(string name, string? template = null, CancellationToken cancellationToken = default)
    {
        await ExecuteAsync($"CREATE DATABASE \"{name}\"{(template is null ? "" : $" TEMPLATE \"{template}\"")}", cancellationToken);
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Drops a database, and closes whatever connections there are to it. No error if it is not there.</summary>
    public Task DropDatabaseAsync(string name, CancellationToken cancellationToken = default) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)", cancellationToken);

    internal static async Task<bool> AnswersAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return true;
    }

    async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // Names of databases cannot be parameters; ours come from our own code.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
