using System.Net;
using System.Net.Sockets;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Faults.Network;

/// <summary>
/// Stands between a client and one of several servers on loopback, and does to their connections what networks do: delays, stalls,
/// refuses, and resets in the middle of a message.
/// </summary>
/// <remarks>A connection goes to the next server in turn that takes it, so it also spreads a load.</remarks>
sealed class TcpProxy : IAsyncDisposable
{
    readonly TcpListener listener;
    readonly IReadOnlyList<int> targets;
    readonly CancellationTokenSource stopping = new();
    readonly HashSet<ProxiedConnection> connections = [];
    readonly Lock turn = new();
    readonly Task accepting;
    int next;
    long resets;

    /// <summary>Listens on a free port.</summary>
    /// <param name="name">What it stands between, for people.</param>
    /// <param name="targets">The ports of the servers on loopback.</param>
    public TcpProxy(string name, IReadOnlyList<int> targets)
    {
        (Name, this.targets) = (name, targets);
        Port = Ports.Free();
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>What it stands between.</summary>
    public string Name { get; }

    /// <summary>Where clients connect to.</summary>
    public int Port { get; }

    /// <summary>What it does to what passes; it holds for open connections as well.</summary>
    public Weather Weather { get; set; } = Weather.Fair;

    /// <summary>Connections that it has reset so far.</summary>
    public long Resets => Interlocked.Read(ref resets);

    /// <summary>Resets every connection that is open.</summary>
    /// <returns>How many there were.</returns>
    public int ResetAll()
    {
        ProxiedConnection[] open;
        lock (turn) open = [.. connections];
        foreach (var connection in open) Reset(connection);
        return open.Length;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        ResetAll();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    internal void Reset(ProxiedConnection connection)
    {
        if (connection.Reset()) Interlocked.Increment(ref resets);
    }

    async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var client = await listener.AcceptSocketAsync(stopping.Token);
            _ = ServeAsync(client);
        }
    }

    async Task ServeAsync(Socket client)
    {
        if (Weather.Refuses || await ConnectAsync() is not { } server)
        {
            client.Close(0);
            return;
        }

        var connection = new ProxiedConnection(this, client, server);
        lock (turn) connections.Add(connection);
        try
        {
            await connection.RunAsync(stopping.Token);
        }
        finally
        {
            lock (turn) connections.Remove(connection);
        }
    }

    async Task<Socket?> ConnectAsync()
    {
        var first = Interlocked.Increment(ref next);
        for (var attempt = 0; attempt < targets.Count; attempt++)
        {
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, targets[(int)((uint)(first + attempt) % targets.Count)], stopping.Token);
                return server;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                server.Dispose();
            }
        }

        return null;
    }
}
