using Blink.Pipeline.LocalServers.Postgres;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Blink.Pipeline.LocalServers.Containers;

static class PostgresContainer
{
    const string Image = "postgres:17";

    public static async Task<PostgresServer> StartAsync(LocalServersOptions options, CancellationToken cancellationToken)
    {
        var port = options.Port(PortOffset.Postgres);
        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Database = "postgres",
            Username = "blink",
            Password = Passwords.Next(),
        };
        options.Report?.Invoke($"Starting PostgreSQL (Docker, {Image}) on port {port}");
        // A port of our choice stays the same when the container is stopped and started again.
        var container = new PostgreSqlBuilder(Image).WithPortBinding(port, PostgreSqlBuilder.PostgreSqlPort)
            .WithCreateParameterModifier(LoopbackOnly.Apply)
            .WithDatabase(connectionString.Database).WithUsername(connectionString.Username).WithPassword(connectionString.Password)
            .WithCommand("-c", "max_connections=300").Build();
        var control = new ContainerServer("PostgreSQL", container, token => PostgresServer.AnswersAsync(connectionString.ConnectionString, token));
        var server = new PostgresServer(connectionString.ConnectionString, control);
        await server.StartOrDisposeAsync(cancellationToken);
        return server;
    }
}
