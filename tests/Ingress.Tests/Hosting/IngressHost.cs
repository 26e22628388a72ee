using Blink.Pipeline.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>One instance of the ingress on real Kestrel, whose limits and errors are part of what is tested.</summary>
public sealed class IngressHost : WebApplicationFactory<IngressAssembly>
{
    /// <summary>A broker that is never there.</summary>
    public const string NoBroker = "amqp://guest:guest@127.0.0.1:1/nowhere";

    public IngressHost() => UseKestrel();

    /// <summary>What the process is told in its environment.</summary>
    public Dictionary<string, string?> Settings { get; } = new()
    {
        // Not UseKestrel(0): that sets the address late, when a busy machine may have started the server already.
        ["urls"] = "http://127.0.0.1:0",
        ["RabbitMq:Uri"] = NoBroker,
        // Tests send as fast as they can.
        ["RateLimit:Enabled"] = "false",
    };

    /// <summary>The clock; null: the real one.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Everything that was logged.</summary>
    public LogRecorder Logged { get; } = new();

    public static IngressHost Start(
        TestDatabase database, TestBroker? broker = null, TimeProvider? clock = null, params (string Key, string Value)[] settings) =>
        Start(database.ConnectionString, broker, clock, settings);

    public static IngressHost Start(
        string postgres, TestBroker? broker = null, TimeProvider? clock = null, params (string Key, string Value)[] settings)
    {
        var host = new IngressHost { Clock = clock, Settings = { ["ConnectionStrings:Postgres"] = postgres } };
        if (broker is not null)
            host.Settings["RabbitMq:Uri"] = broker.Uri.ToString();
        foreach (var (key, value) in settings)
            host.Settings[key] = value;
        host.StartServer();
        return host;
    }

    /// <summary>A client that brings this token.</summary>
    public ScimClient ClientOf(string? token)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = ClientOptions.BaseAddress,
        };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return new ScimClient(http);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in Settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logged));
        builder.ConfigureTestServices(services =>
        {
            if (Clock is not null)
                services.Replace(ServiceDescriptor.Singleton(Clock));
        });
    }
}
