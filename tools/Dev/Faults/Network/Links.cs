using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.LocalServers;
using Npgsql;

namespace Blink.Pipeline.Dev.Faults.Network;

/// <summary>A proxy on every connection of the pipeline: between each kind of process and each server, and before the ingresses.</summary>
sealed class Links : IAsyncDisposable
{
    readonly Dictionary<Service, TcpProxy> postgres;
    readonly Dictionary<Service, TcpProxy> rabbitMq;

    public Links(PrivateServerSet servers, IEnumerable<Service> services)
    {
        var database = new NpgsqlConnectionStringBuilder(servers.Postgres.ConnectionString).Port;
        List<int> nodes = [.. servers.RabbitMq.Nodes.Select(node => node.AmqpUri.Port)];
        postgres = services.ToDictionary(service => service, service => new TcpProxy($"{service.Name} and PostgreSQL", [database]));
        rabbitMq = services.ToDictionary(service => service, service => new TcpProxy($"{service.Name} and RabbitMQ", nodes));
        Smtp = new TcpProxy("notification-worker and SMTP", [servers.Mail.Port]);
    }

    /// <summary>Between the notification workers and the SMTP server.</summary>
    public TcpProxy Smtp { get; }

    /// <summary>Between Entra and the ingresses, whose load it spreads.</summary>
    public TcpProxy Scim { get; private set; } = null!;

    public IReadOnlyList<TcpProxy> All => [.. postgres.Values, .. rabbitMq.Values, Smtp, Scim];

    /// <summary>Between the processes of one kind and PostgreSQL.</summary>
    public TcpProxy Postgres(Service service) => postgres[service];

    /// <summary>Between the processes of one kind and RabbitMQ.</summary>
    public TcpProxy RabbitMq(Service service) => rabbitMq[service];

    /// <summary>Puts a proxy before the ingresses.</summary>
    /// <param name="ports">Where they listen.</param>
    public void OpenScim(IReadOnlyList<int> ports) => Scim = new TcpProxy("Entra and ingress", ports);

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in All) await proxy.DisposeAsync();
    }
}
