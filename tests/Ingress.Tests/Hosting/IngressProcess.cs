using System.Diagnostics;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>One instance of the ingress in a process of its own, which a test may kill.</summary>
public sealed class IngressProcess : IAsyncDisposable
{
    readonly Process process;
    readonly Uri address;

    IngressProcess(Process process, Uri address) => (this.process, this.address) = (process, address);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it; returns when it listens.</summary>
    public static async Task<IngressProcess> StartAsync(TestDatabase database)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["ConnectionStrings__Postgres"] = database.ConnectionString,
                ["RabbitMq__Uri"] = IngressHost.NoBroker,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            },
        };
        start.ArgumentList.Add(typeof(IngressAssembly).Assembly.Location);
        var process = Process.Start(start)!;
        try
        {
            return new IngressProcess(process, await AddressAsync(process));
        }
        catch
        {
            await EndAsync(process);
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
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync() => await EndAsync(process);

    static async Task EndAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    static async Task<Uri> AddressAsync(Process ingress)
    {
        const string listening = "Now listening on: ";
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        ingress.OutputDataReceived += (_, output) =>
        {
            if (output.Data is null)
                address.TrySetException(new InvalidOperationException("The ingress ended before it listened."));
            else if (output.Data.Contains(listening, StringComparison.Ordinal))
                address.TrySetResult(new Uri(output.Data.Split(listening)[1].Trim()));
        };
        ingress.BeginOutputReadLine();
        return await address.Task.WaitAsync(Token);
    }
}
