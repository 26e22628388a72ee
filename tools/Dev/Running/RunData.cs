using System.Security.Cryptography;
using Blink.Pipeline.LocalServers;
using Npgsql;

namespace Blink.Pipeline.Dev.Running;

/// <summary>A new database and a new virtual host, since servers from the environment may hold other runs' data.</summary>
/// <param name="Servers">Where they are.</param>
/// <param name="Name">What both are called.</param>
/// <param name="Postgres">Npgsql connection string of the database.</param>
/// <param name="RabbitMq">AMQP URI of the virtual host.</param>
sealed record RunData(LocalServerSet Servers, string Name, string Postgres, Uri RabbitMq)
{
    public static async Task<RunData> CreateAsync(LocalServerSet servers, CancellationToken cancellationToken)
    {
        var name = $"blink-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var postgres = await servers.Postgres.CreateDatabaseAsync(name, cancellationToken: cancellationToken);
        return new(servers, name, postgres, await servers.RabbitMq.CreateVirtualHostAsync(name, cancellationToken));
    }

    public async Task RemoveAsync()
    {
        try
        {
            await Servers.Postgres.DropDatabaseAsync(Name);
            await Servers.RabbitMq.DeleteVirtualHostAsync(Name);
        }
        catch (Exception e) when (e is NpgsqlException or HttpRequestException)
        {
            // The server is away; if it is ours, its data goes with it.
        }
    }
}
