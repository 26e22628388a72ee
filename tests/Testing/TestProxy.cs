using System.Net;
using System.Net.Sockets;

namespace Blink.Pipeline.Testing;

/// <summary>
/// Stands between a client and a server and, when a test wants it, lets nothing pass any more in one direction, or cuts its connections
/// behind so many bytes: in the middle of a message, or between a message and its confirm.
/// </summary>
public sealed class TestProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource ending = new();
    readonly Uri server;
    readonly Direction up = new();
    readonly Direction down = new();
    readonly Task accepting;
    CancellationTokenSource connected = new();

    /// <summary>Listens on a free port.</summary>
    /// <param name="server">The server; also its user, password and path are kept.</param>
    public TestProxy(Uri server)
    {
        this.server = server;
        listener.Start();
        Uri = new UriBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;
        accepting = AcceptAsync();
    }

    /// <summary>The server's address as the client is to know it.</summary>
    public Uri Uri { get; }

    /// <summary>How many bytes the server has got so far.</summary>
    public long SentUp => up.Passed;

    /// <summary>From now on the server gets nothing more.</summary>
    public void HoldUp() => up.Hold();

    /// <summary>From now on the client gets nothing more.</summary>
    public void HoldDown() => down.Hold();

    /// <summary>The client gets what was held, and all that comes.</summary>
    public void LetDown() => down.LetGo();

    /// <summary>Cuts the connections that there are.</summary>
    public void Cut() => Interlocked.Exchange(ref connected, new CancellationTokenSource()).Cancel();

    /// <summary>Cuts them when the server has got so many bytes more.</summary>
    public void CutUpAfter(long bytes) => up.CutAt = up.Passed + bytes;

    /// <summary>Cuts them when the client has got so many bytes more.</summary>
    public void CutDownAfter(long bytes) => down.CutAt = down.Passed + bytes;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!ending.IsCancellationRequested)
            _ = ServeAsync(await listener.AcceptSocketAsync(ending.Token));
    }

    async Task ServeAsync(Socket client)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, connected.Token);
        using var target = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await target.ConnectAsync(server.Host, server.Port, over.Token);
            await Task.WhenAny(PumpAsync(client, target, up, over.Token), PumpAsync(target, client, down, over.Token));
            await over.CancelAsync();
            // Reset instead of a good-bye: what was under way is lost.
            client.Close(0);
            target.Close(0);
        }
    }

    async Task PumpAsync(Socket from, Socket to, Direction direction, CancellationToken over)
    {
        var buffer = new byte[8192];
        try
        {
            while (await from.ReceiveAsync(buffer, over) is > 0 and var length)
            {
                await direction.HeldAsync(over);
                var passing = direction.Passing(length);
                for (var sent = 0; sent < passing;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, passing - sent), over);
                if (passing < length)
                    Cut();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side is told by the end of this one.
        }
    }

    sealed class Direction
    {
        TaskCompletionSource? held;
        long passed;

        public long Passed => Interlocked.Read(ref passed);

        public long CutAt { get; set; } = long.MaxValue;

        public void Hold() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetGo() => Interlocked.Exchange(ref held, null)?.SetResult();

        public Task HeldAsync(CancellationToken cancellationToken) => Volatile.Read(ref held)?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;

        public int Passing(int length)
        {
            var passing = (int)Math.Clamp(CutAt - Passed, 0, length);
            Interlocked.Add(ref passed, passing);
            if (passing < length)
                CutAt = long.MaxValue;
            return passing;
        }
    }
}
