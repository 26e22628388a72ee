using System.Net.Sockets;

namespace Blink.Pipeline.Dev.Faults.Network;

/// <summary>One connection through a proxy: two sockets, and a pump for each direction.</summary>
sealed class ProxiedConnection(TcpProxy proxy, Socket client, Socket server)
{
    const int PieceSize = 8192;
    static readonly TimeSpan StallPoll = TimeSpan.FromMilliseconds(20);

    int closed;

    /// <summary>Pumps until either side ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        client.NoDelay = true;
        await Task.WhenAll(PumpAsync(client, server, cancellationToken), PumpAsync(server, client, cancellationToken));
        if (Interlocked.Exchange(ref closed, 1) != 0) return;
        client.Dispose();
        server.Dispose();
    }

    /// <summary>Resets both sides: neither is told why, and what was under way is lost.</summary>
    /// <returns>False if it was over already.</returns>
    public bool Reset()
    {
        if (Interlocked.Exchange(ref closed, 1) != 0) return false;
        // A linger time of zero makes it RST instead of FIN.
        client.Close(0);
        server.Close(0);
        return true;
    }

    async Task PumpAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceSize];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var length)
            {
                while (proxy.Weather.Stalls) await Task.Delay(StallPoll, TimeProvider.System, cancellationToken);
                var weather = proxy.Weather;
                if (weather.Delay > TimeSpan.Zero) await Task.Delay(weather.Delay, TimeProvider.System, cancellationToken);
                // Which piece is cut depends on how the two sides were scheduled anyway, so no seed could repeat it.
                var cut = weather.CutsOneIn > 0 && Random.Shared.Next(weather.CutsOneIn) == 0;
                await SendAsync(to, buffer.AsMemory(0, cut ? length / 2 : length), cancellationToken);
                if (cut)
                {
                    proxy.Reset(this);
                    return;
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone without a good-bye: so must be the other.
            Reset();
        }
    }

    static async Task SendAsync(Socket to, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        while (!piece.IsEmpty) piece = piece[await to.SendAsync(piece, cancellationToken)..];
    }
}
