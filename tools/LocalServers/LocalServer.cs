using Blink.Pipeline.LocalServers.Control;

namespace Blink.Pipeline.LocalServers;

/// <summary>One server, wherever it comes from. Disposing it stops what we started and leaves alone what we did not.</summary>
public abstract class LocalServer : IAsyncDisposable
{
    readonly IServerControl control;

    private protected LocalServer(IServerControl control) => this.control = control;

    /// <summary>Where it comes from, for people: "the environment", "Docker", "this machine".</summary>
    public string Origin => control.Origin;

    /// <summary>Stops the server in an orderly way; its data and its port stay.</summary>
    /// <exception cref="LocalServersException">The server was not started by us.</exception>
    public Task StopAsync(CancellationToken cancellationToken = default) => control.StopAsync(cancellationToken);

    /// <summary>Starts the stopped or killed server again, on the same port and data, and returns when it answers.</summary>
    /// <exception cref="LocalServersException">The server was not started by us, or does not come up.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => control.StartAsync(cancellationToken);

    /// <summary>Kills the server as a power cut would (SIGKILL); what it had not yet written to its disk is gone.</summary>
    /// <exception cref="LocalServersException">The server was not started by us.</exception>
    public Task KillAsync(CancellationToken cancellationToken = default) => control.KillAsync(cancellationToken);

    /// <summary>Sends the server's process a signal and does not wait for what it does.</summary>
    /// <param name="signal">Its name without "SIG", such as <c>QUIT</c>, <c>STOP</c> or <c>CONT</c>.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <exception cref="LocalServersException">The server was not started by us.</exception>
    public Task SignalAsync(string signal, CancellationToken cancellationToken = default) => control.SignalAsync(signal, cancellationToken);

    /// <summary>The first start; if it fails, nothing stays behind.</summary>
    internal Task StartOrDisposeAsync(CancellationToken cancellationToken) => StartOrDisposeAsync(() => Task.CompletedTask, cancellationToken);

    /// <summary>The first start, after what it needs is made; if either fails or is cancelled, nothing stays behind.</summary>
    internal async Task StartOrDisposeAsync(Func<Task> prepare, CancellationToken cancellationToken)
    {
        try
        {
            await prepare();
            await StartAsync(cancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await control.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
