using Blink.Pipeline.LocalServers.Control;

namespace Blink.Pipeline.LocalServers.RabbitMq;

/// <summary>
/// Several private nodes on loopback that form one RabbitMQ, each of which can be stopped, killed, wiped and started by itself. All of
/// them have the same user, who may do everything in the virtual host <c>/</c>.
/// </summary>
public sealed class RabbitMqCluster : IAsyncDisposable
{
    readonly PrivateServer epmd;
    readonly IReadOnlyList<RabbitMqNode> files;

    RabbitMqCluster(PrivateServer epmd, IReadOnlyList<RabbitMqNode> files, IReadOnlyList<RabbitMqServer> nodes) =>
        (this.epmd, this.files, Nodes) = (epmd, files, nodes);

    /// <summary>The nodes. The first is the one that the others join.</summary>
    public IReadOnlyList<RabbitMqServer> Nodes { get; }

    /// <summary>The name of each node, as RabbitMQ says who leads a queue.</summary>
    public IReadOnlyList<string> Names => [.. files.Select(file => file.Name)];

    /// <summary>Starts as many empty nodes, on free ports, as one cluster.</summary>
    /// <param name="options">Where they keep their data. The block of ports is not used.</param>
    /// <param name="count">How many nodes.</param>
    /// <param name="cancellationToken">Stops it, leaving nothing behind.</param>
    /// <exception cref="LocalServersException">RabbitMQ is missing, or does not start.</exception>
    public static async Task<RabbitMqCluster> StartAsync(LocalServersOptions options, int count, CancellationToken cancellationToken)
    {
        var scripts = await PrivateRabbitMq.ScriptsAsync(options.Programs, cancellationToken);
        var (password, cookie, epmdPort) = (Passwords.Next(), Passwords.Next(), Ports.Free());
        var addresses = Enumerable.Range(0, count).Select(_ => RabbitMqAddress.OnLoopback(Ports.Free(), Ports.Free(), Ports.Free(), password)).ToList();
        var membership = new ClusterMembership(cookie, [.. addresses.Select(RabbitMqNode.NameOf)]);
        var files = addresses
            .Select(address => new RabbitMqNode(scripts, options.Programs, options.FolderOf("rabbitmq", address.Amqp.Port), address, epmdPort, Ports.Free()) { Cluster = membership })
            .ToList();
        options.Report?.Invoke($"Starting {count} RabbitMQ nodes ({scripts}) on ports {string.Join(", ", addresses.Select(address => address.Amqp.Port))}");
        var epmd = new PrivateServer("epmd", files[0].EpmdFolder, files[0].EpmdCommand, files[0].EpmdAnswersAsync);
        var nodes = addresses.Zip(files).Select(pair => new RabbitMqServer(
            pair.First, answers => new PrivateServer("RabbitMQ", pair.Second.Folder, pair.Second.Command, answers))).ToList();
        var cluster = new RabbitMqCluster(epmd, files, nodes);
        try
        {
            foreach (var file in files) await file.WriteFilesAsync(cancellationToken);
            await epmd.StartAsync(cancellationToken);
            await cluster.FormAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts every node that does not run. They wait for each other, so they are started together.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) =>
        Task.WhenAll(Nodes.Select(node => node.StartAsync(cancellationToken)));

    /// <summary>Kills every node at once (SIGKILL).</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) =>
        Task.WhenAll(Nodes.Select(node => node.KillAsync(cancellationToken)));

    /// <summary>Kills every node, removes all that they stored, and forms the cluster anew.</summary>
    public async Task WipeAsync(CancellationToken cancellationToken = default)
    {
        await KillAsync(cancellationToken);
        foreach (var file in files) file.Wipe();
        await FormAsync(cancellationToken);
    }

    /// <summary>Kills the nodes and removes their data.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        foreach (var node in Nodes) await node.DisposeAsync();
        await epmd.DisposeAsync();
    }

    // Empty nodes that start at the same moment may each form a cluster of their own.
    async Task FormAsync(CancellationToken cancellationToken)
    {
        await Nodes[0].StartAsync(cancellationToken);
        await StartAsync(cancellationToken);
    }
}
