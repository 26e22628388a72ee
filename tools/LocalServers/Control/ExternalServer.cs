namespace Blink.Pipeline.LocalServers.Control;

/// <summary>A server that somebody else runs: never touched.</summary>
sealed class ExternalServer(string variable) : IServerControl
{
    public string Origin => "the environment";

    public Task StartAsync(CancellationToken cancellationToken) => throw NotOurs();

    public Task StopAsync(CancellationToken cancellationToken) => throw NotOurs();

    public Task KillAsync(CancellationToken cancellationToken) => throw NotOurs();

    public Task SignalAsync(string signal, CancellationToken cancellationToken) => throw NotOurs();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    LocalServersException NotOurs() =>
        new($"The server named by {variable} was not started by us, so we neither start nor stop it. Unset {variable} to use one of our own.");
}
