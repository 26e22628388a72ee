using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Blink.Pipeline.Ingress;
using Blink.Pipeline.LocalServers.Postgres;
using Blink.Pipeline.LocalServers.RabbitMq;
using Blink.Pipeline.NotificationWorker;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.ProvisioningWorker;
using Blink.Pipeline.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.Journeys;

/// <summary>The whole pipeline in one process, each program as it starts itself, on a database, a virtual host and a mailbox of its own.</summary>
public sealed class Pipeline : IAsyncLifetime
{
    readonly List<IAsyncDisposable> parts = [];
    WebApplicationFactory<IngressAssembly> ingress = null!;
    WebApplicationFactory<ProvisioningWorkerAssembly> worker = null!;

    /// <summary>The broker's server, which the test may stop; null: the shared one.</summary>
    public RabbitMqServer? RabbitMqServer { get; init; }

    /// <summary>The database's server, which the test may stop; null: the shared one.</summary>
    public PostgresServer? PostgresServer { get; init; }

    /// <summary>What a test replaces in each of the programs: the clock, options.</summary>
    public Action<IServiceCollection> Replace { get; init; } = _ => { };

    /// <summary>Settings of a test's own, before those of all.</summary>
    public Dictionary<string, string> OwnSettings { get; init; } = [];

    /// <summary>The services of the ingress.</summary>
    public IServiceProvider IngressServices => ingress.Services;

    /// <summary>The services of the provisioning worker.</summary>
    public IServiceProvider WorkerServices => worker.Services;

    /// <summary>The database.</summary>
    public TestDatabase Database { get; private set; } = null!;

    /// <summary>The broker.</summary>
    public TestBroker Broker { get; private set; } = null!;

    /// <summary>The SMTP server and its mails.</summary>
    public TestMail Mail { get; private set; } = null!;

    /// <summary>The options by which the operations command line finds the servers.</summary>
    public IReadOnlyList<string> OpsAddresses => ["--postgres", Database.ConnectionString, "--rabbitmq", Broker.Uri.AbsoluteUri];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = Keep(await TestDatabase.CreateAsync(PostgresServer));
        Broker = Keep(await TestBroker.CreateAsync(RabbitMqServer));
        Mail = Keep(await TestMail.CreateAsync());
        ingress = Start<IngressAssembly>();
        worker = Start<ProvisioningWorkerAssembly>();
        Start<NotificationWorkerAssembly>();
    }

    /// <summary>Starts it on a given broker, which the test may stop.</summary>
    public static async Task<Pipeline> OnAsync(RabbitMqServer broker)
    {
        var pipeline = new Pipeline { RabbitMqServer = broker };
        await pipeline.InitializeAsync();
        return pipeline;
    }

    /// <summary>Runs the operations command line; a failure fails the test with its words.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> OpsAsync(params string[] arguments)
    {
        var (code, output, error) = await TryOpsAsync(arguments);
        Assert.True(code == 0, error);
        return output;
    }

    /// <summary>Runs the operations command line, which may refuse.</summary>
    public async Task<(int Code, string Output, string Error)> TryOpsAsync(params string[] arguments)
    {
        await using StringWriter output = new(), error = new();
        var code = await OpsCommandLine.RunAsync(
            [.. arguments, .. OpsAddresses], new InvocationConfiguration { Output = output, Error = error }, Token);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>An Enterprise organisation, with a client that holds its token.</summary>
    public async Task<Organisation> OrganisationAsync(string name)
    {
        var address = $"{name.ToLowerInvariant()}@admins.example";
        var created = await OpsAsync(
            "organisations", "create", name, "--tier", "enterprise", "--notification-email", address, "--region", "GB", "--json");
        var issued = await OpsAsync("tokens", "issue", name, "--label", "journey", "--json");
        var token = JsonDocument.Parse(issued).RootElement.GetProperty("token").GetString()!;
        var client = ingress.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Organisation(JsonDocument.Parse(created).RootElement.GetProperty("id").GetGuid(), name, address, token, client, this);
    }

    /// <summary>Runs <c>ops serve</c>, which collects dead letters.</summary>
    public async Task ServeOpsAsync()
    {
        var builder = WebApplication.CreateBuilder();
        foreach (var (key, value) in Settings())
            builder.Configuration[key] = value;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Replace(builder.Services);
        var operations = Keep(ServeCommand.Build(builder));
        await operations.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(parts))
            await part.DisposeAsync();
    }

    WebApplicationFactory<T> Start<T>()
        where T : class
    {
        var factory = Keep(new Program<T>(Settings(), Replace));
        // The server starts when it is first asked for.
        factory.CreateClient().Dispose();
        return factory;
    }

    T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Add(part);
        return part;
    }

    Dictionary<string, string> Settings() => new(OwnSettings.Concat(Defaults().Where(setting => !OwnSettings.ContainsKey(setting.Key))));

    Dictionary<string, string> Defaults() => new()
    {
        ["ConnectionStrings:Postgres"] = Database.ConnectionString,
        ["RabbitMq:Uri"] = Broker.Uri.AbsoluteUri,
        ["Smtp:Host"] = Mail.Host,
        ["Smtp:Port"] = $"{Mail.Port}",
        ["Smtp:Security"] = "None",
        ["Smtp:From"] = "provisioning@blink.example",
        // What a journey is about must be done by what it is about: nothing that got lost comes back in another way.
        ["Reconciler:Overdue"] = "01:00:00",
        ["RateLimit:Enabled"] = "false",
        // A machine that is busy with other tests may be slow: who waits, waits until it is done.
        ["AsyncRequests:MaxWait"] = "00:05:00",
        ["Digest:Window"] = "00:00:01",
        ["Digest:MinimumInterval"] = "00:00:00",
        ["Digest:PollInterval"] = "00:00:00.100",
        ["Invitation:PollInterval"] = "00:00:00.100",
        ["Logging:LogLevel:Default"] = "Error",
    };

    sealed class Program<T>(Dictionary<string, string> settings, Action<IServiceCollection> replace) : WebApplicationFactory<T>
        where T : class
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (key, value) in settings)
                builder.UseSetting(key, value);
            builder.ConfigureTestServices(replace);
        }
    }
}
