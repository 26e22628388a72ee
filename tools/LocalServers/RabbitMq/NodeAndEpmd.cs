using Blink.Pipeline.LocalServers.Control;

namespace Blink.Pipeline.LocalServers.RabbitMq;

/// <summary>
/// A node, and the port mapper it registers with. Erlang starts a port mapper by itself where it finds none, as a daemon that stays
/// behind for ever; so we run one before the node, and stop it after.
/// </summary>
sealed class NodeAndEpmd(PrivateServer epmd, PrivateServer node) : IServerControl
{
    public string Origin => node.Origin;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await epmd.StartAsync(cancellationToken);
        await node.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => node.StopAsync(cancellationToken);

    public Task KillAsync(CancellationToken cancellationToken) => node.KillAsync(cancellationToken);

    public Task SignalAsync(string signal, CancellationToken cancellationToken) => node.SignalAsync(signal, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // Nobody needs the data any more: no reason to wait for the node's seconds of orderly good-byes.
        await node.KillAsync(CancellationToken.None);
        await node.DisposeAsync();
        await epmd.DisposeAsync();
    }
}
