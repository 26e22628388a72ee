using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Blink.Pipeline.LocalServers;

/// <summary>Ports on 127.0.0.1.</summary>
public static class Ports
{
    // Below the ephemeral range of Linux (32768 and up): while a server is stopped, no outgoing connection is given its port.
    const int First = 20_000;
    const int End = 32_000;

    /// <summary>A port that nobody listens on at the moment.</summary>
    public static int Free()
    {
        int port;
        do port = RandomNumberGenerator.GetInt32(First, End);
        while (!IsFree(port));
        return port;
    }

    /// <summary>The same port, if nobody listens on it.</summary>
    /// <exception cref="LocalServersException">Somebody does.</exception>
    public static int Demand(int port) => IsFree(port)
        ? port
        : throw new LocalServersException($"Port {port} on 127.0.0.1 is in use. Stop what listens there, or choose another block of ports with --port-base.");

    static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
