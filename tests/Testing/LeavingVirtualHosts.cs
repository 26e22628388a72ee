using System.Collections.Concurrent;
using System.Diagnostics;
using Blink.Pipeline.LocalServers.RabbitMq;

namespace Blink.Pipeline.Testing;

/// <summary>
/// Virtual hosts that nobody needs any more. They are deleted a little later: a quorum queue that is still starting while its virtual
/// host goes (a program stopped in its start) leaves a dead-lettering process without one, which fails again and again until
/// RabbitMQ 3.10 gives up its supervisor, and with it every queue that dead-letters at least once, until a restart.
/// </summary>
static class LeavingVirtualHosts
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    static readonly ConcurrentQueue<Leaving> All = new();
    static readonly SemaphoreSlim Turn = new(1);

    static LeavingVirtualHosts() => AppDomain.CurrentDomain.ProcessExit += (_, _) => DeleteAsync(TimeSpan.Zero).GetAwaiter().GetResult();

    /// <summary>Adds one, and deletes those that have waited long enough.</summary>
    public static Task AddAsync(RabbitMqServer server, string virtualHost)
    {
        All.Enqueue(new(server, virtualHost, Stopwatch.GetTimestamp()));
        return DeleteAsync(Grace);
    }

    static async Task DeleteAsync(TimeSpan grace)
    {
        // Whoever is at it deletes for all.
        if (!await Turn.WaitAsync(TimeSpan.Zero)) return;
        try
        {
            while (All.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.Since) >= grace && All.TryDequeue(out _))
                await oldest.Server.DeleteVirtualHostAsync(oldest.VirtualHost, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // The server has ended, and all of its data with it.
        }
        finally
        {
            Turn.Release();
        }
    }

    sealed record Leaving(RabbitMqServer Server, string VirtualHost, long Since);
}
