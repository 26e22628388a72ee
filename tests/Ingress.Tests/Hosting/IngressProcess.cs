using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>One instance of the ingress in a process of its own, which a test may kill.</summary>
public sealed class IngressProcess : IAsyncDisposable
{
    readonly ProgramProcess process;
    readonly Uri address;

    IngressProcess(ProgramProcess process, Uri address) => (this.process, this.address) = (process, address);

    /// <summary>Starts it, without a broker; returns when it listens.</summary>
    public static async Task<IngressProcess> StartAsync(TestDatabase database)
    {
        var process = await ProgramProcess.StartAsync(
            typeof(IngressAssembly).Assembly,
            [new("ConnectionStrings:Postgres", database.ConnectionString), new("RabbitMq:Uri", IngressHost.NoBroker)]);
        try
        {
            return new(process, await process.ListeningAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client that brings this token.</summary>
    public ScimClient ClientOf(string token)
    {
        var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return new ScimClient(http);
    }

    /// <summary>Kills it (SIGKILL).</summary>
    public Task KillAsync() => process.KillAsync();

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
