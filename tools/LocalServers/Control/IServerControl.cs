namespace Blink.Pipeline.LocalServers.Control;

/// <summary>Starting and stopping, apart from what the server is.</summary>
interface IServerControl : IAsyncDisposable
{
    string Origin { get; }

    Task StartAsync(CancellationToken cancellationToken);

    Task StopAsync(CancellationToken cancellationToken);

    Task KillAsync(CancellationToken cancellationToken);

    Task SignalAsync(string signal, CancellationToken cancellationToken);
}
