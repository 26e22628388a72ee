using Blink.Pipeline.LocalServers.Control;
using Blink.Pipeline.LocalServers.Packages;

namespace Blink.Pipeline.LocalServers.RabbitMq;

/// <summary>RabbitMQ from this machine's packages, as an instance of our own.</summary>
static class PrivateRabbitMq
{
    /// <summary>Installs RabbitMQ if it is missing and possible, and starts an empty node.</summary>
    public static async Task<RabbitMqServer> StartAsync(LocalServersOptions options, CancellationToken cancellationToken)
    {
        var scripts = await ScriptsAsync(options.Programs, cancellationToken);
        var address = RabbitMqAddress.OnLoopback(options.Port(PortOffset.RabbitMq), options.Port(PortOffset.RabbitMqManagement), options.Port(PortOffset.RabbitMqMetrics));
        var node = new RabbitMqNode(
            scripts, options.Programs, options.FolderOf("rabbitmq", address.Amqp.Port), address, options.Port(PortOffset.Epmd), options.Port(PortOffset.ErlangDistribution));
        options.Report?.Invoke($"Starting RabbitMQ ({scripts}) on port {address.Amqp.Port}");
        var server = new RabbitMqServer(address, answers => new NodeAndEpmd(
            new PrivateServer("epmd", node.EpmdFolder, node.EpmdCommand, node.EpmdAnswersAsync),
            new PrivateServer("RabbitMQ", node.Folder, node.Command, answers)));
        await server.StartOrDisposeAsync(() => node.WriteFilesAsync(cancellationToken), cancellationToken);
        return server;
    }

    /// <summary>The folder of RabbitMQ's scripts, as those see it who run them.</summary>
    /// <exception cref="LocalServersException">RabbitMQ is missing and cannot be installed.</exception>
    internal static async Task<string> ScriptsAsync(ServerPrograms programs, CancellationToken cancellationToken)
    {
        if (Find(programs) is { } found) return found;
        if (programs.Root is { } root) throw new LocalServersException($"RabbitMQ is missing in {root}.");
        if (await DebianPackages.TryInstallAsync("rabbitmq-server", cancellationToken) && Find(programs) is { } installed) return installed;
        throw new LocalServersException(
            $"RabbitMQ is missing. Install it (Debian and Ubuntu: apt-get install rabbitmq-server), start a Docker engine, or set {RabbitMqServer.Variable} and {RabbitMqServer.ManagementVariable}.");
    }

    /// <summary>The scripts themselves: the ones on the PATH are wrappers that insist on the account of the distribution's own node.</summary>
    static string? Find(ServerPrograms programs)
    {
        const string Packaged = "/usr/lib/rabbitmq/lib";
        return Directory.Exists(programs.Outside(Packaged))
            ? Directory.GetDirectories(programs.Outside(Packaged), "rabbitmq_server-*").OrderDescending(StringComparer.Ordinal)
                .Select(folder => Path.Combine(Packaged, Path.GetFileName(folder), "sbin"))
                .FirstOrDefault(folder => File.Exists(programs.Outside(Path.Combine(folder, "rabbitmq-server"))))
            : null;
    }
}
