using System.Net;
using System.Net.Sockets;
using Blink.Pipeline.Dev.Faults.Network;

namespace Blink.Pipeline.Dev.Tests.Faults;

public sealed class TcpProxyTests : IAsyncLifetime
{
    readonly TcpListener server = new(IPAddress.Loopback, 0);
    TcpProxy proxy = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        server.Start();
        proxy = new TcpProxy("a test", [((IPEndPoint)server.LocalEndpoint).Port]);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await proxy.DisposeAsync();
        server.Dispose();
    }

    [Fact]
    public async Task What_is_sent_arrives_and_so_does_the_end()
    {
        var (near, far) = await ConnectAsync();

        await near.SendAsync("hello"u8.ToArray(), Token);
        near.Shutdown(SocketShutdown.Send);

        Assert.Equal("hello"u8.ToArray(), await ReadToEndAsync(far));
    }

    [Fact]
    public async Task A_refusing_proxy_resets_new_connections_only()
    {
        var (near, far) = await ConnectAsync();
        proxy.Weather = Weather.Fair with { Refuses = true };

        using var refused = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            await refused.ConnectAsync(IPAddress.Loopback, proxy.Port, Token);
            await refused.ReceiveAsync(new byte[1], Token);
        });
        await near.SendAsync("!"u8.ToArray(), Token);
        Assert.Equal(1, await far.ReceiveAsync(new byte[1], Token));
    }

    [Fact]
    public async Task A_connection_that_is_reset_ends_with_an_error_on_both_sides()
    {
        var (near, far) = await ConnectAsync();

        Assert.Equal(1, proxy.ResetAll());

        await Assert.ThrowsAsync<SocketException>(async () => await near.ReceiveAsync(new byte[1], Token));
        await Assert.ThrowsAsync<SocketException>(async () => await far.ReceiveAsync(new byte[1], Token));
        Assert.Equal(1, proxy.Resets);
    }

    [Fact]
    public async Task A_message_that_is_cut_arrives_by_half_at_most()
    {
        var (near, far) = await ConnectAsync();
        proxy.Weather = Weather.Fair with { CutsOneIn = 1 };

        await near.SendAsync("12345678"u8.ToArray(), Token);

        await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(near));
        Assert.Equal(1, proxy.Resets);
        var arrived = await ReadToErrorAsync(far);
        Assert.InRange(arrived, 0, 4);
    }

    [Fact]
    public async Task What_stands_still_goes_on_later()
    {
        var (near, far) = await ConnectAsync();
        proxy.Weather = Weather.Fair with { Stalls = true };
        await near.SendAsync("later"u8.ToArray(), Token);
        Assert.Equal(0, far.Available);

        proxy.Weather = Weather.Fair;
        near.Shutdown(SocketShutdown.Send);

        Assert.Equal("later"u8.ToArray(), await ReadToEndAsync(far));
    }

    [Fact]
    public async Task A_server_that_is_down_is_passed_over()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var down = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        await using var two = new TcpProxy("two", [down, ((IPEndPoint)server.LocalEndpoint).Port]);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var near = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await near.ConnectAsync(IPAddress.Loopback, two.Port, Token);
            using var far = await server.AcceptSocketAsync(Token);
            await near.SendAsync("!"u8.ToArray(), Token);
            Assert.Equal(1, await far.ReceiveAsync(new byte[1], Token));
        }
    }

    async Task<(Socket Near, Socket Far)> ConnectAsync()
    {
        var near = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await near.ConnectAsync(IPAddress.Loopback, proxy.Port, Token);
        var far = await server.AcceptSocketAsync(Token);
        // Until something has passed, the proxy may not know of the connection yet.
        await far.SendAsync("."u8.ToArray(), Token);
        await near.ReceiveAsync(new byte[1], Token);
        return (near, far);
    }

    static async Task<byte[]> ReadToEndAsync(Socket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64];
        while (await socket.ReceiveAsync(buffer, Token) is > 0 and var length) all.Write(buffer, 0, length);
        return all.ToArray();
    }

    static async Task<int> ReadToErrorAsync(Socket socket)
    {
        var (buffer, total) = (new byte[64], 0);
        try
        {
            while (await socket.ReceiveAsync(buffer, Token) is > 0 and var length) total += length;
        }
        catch (SocketException)
        {
            // A reset may take with it what had arrived before.
        }

        return total;
    }
}
