using System.Text.Json;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Running;

/// <summary>
/// The whole pipeline on this machine: servers, a new database and virtual host on them, one Enterprise organisation with a token,
/// and the four processes from their published builds. Disposing it leaves nothing behind.
/// </summary>
sealed class RunningPipeline : IAsyncDisposable
{
    readonly RunData data;
    readonly IReadOnlyDictionary<string, string?> settings;
    string organisation = "";
    string scimToken = "";

    RunningPipeline(RunData data, RunOptions options, Dictionary<Service, int> ports)
    {
        this.data = data;
        settings = RunSettings.Of(RunAddresses.Of(data), WithConsole(options.Settings, ports[Service.Ops]));
        Directory.CreateDirectory(options.LogDirectory);
        Processes = Service.All.ToDictionary(service => service.Name, service => Process(service, ports[service], options.LogDirectory));
    }

    /// <summary>The servers around it; those of our own can be stopped, killed and started.</summary>
    public LocalServerSet Servers => data.Servers;

    /// <summary>The four processes, by name.</summary>
    public IReadOnlyDictionary<string, ServiceProcess> Processes { get; }

    /// <summary>Where everything is, with the pids of this moment.</summary>
    public RunInfo Info => new(
        $"{Processes[Service.Ingress.Name].Url}/scim",
        Processes[Service.Ops.Name].Url,
        organisation,
        scimToken,
        data.Postgres,
        data.RabbitMq.AbsoluteUri,
        new(Servers.RabbitMq.ManagementUrl.AbsoluteUri.TrimEnd('/'), Servers.RabbitMq.User, Servers.RabbitMq.Password),
        Servers.Mail.Directory,
        Processes.ToDictionary(process => process.Key, process => process.Value.Id));

    /// <summary>Builds, publishes and starts everything; returns when all is ready.</summary>
    /// <param name="options">Where it listens and writes.</param>
    /// <param name="progress">Gets one sentence for people at each step.</param>
    /// <param name="cancellationToken">Stops it half-way, leaving nothing behind.</param>
    /// <exception cref="LocalServersException">Something cannot be had, built or started; says what to do.</exception>
    public static async Task<RunningPipeline> StartAsync(RunOptions options, IProgress<string> progress, CancellationToken cancellationToken)
    {
        // Before the build: a port in use is sooner mended than waited for.
        var ports = Ports(options);
        progress.Report("Building Ingress, ProvisioningWorker, NotificationWorker and Ops");
        await Publisher.PublishAsync(cancellationToken);
        var servers = await LocalServerSet.StartAsync(
            new() { DataDirectory = options.DataDirectory, PortBase = options.PortBase, Report = progress.Report }, cancellationToken);
        RunningPipeline? pipeline = null;
        try
        {
            pipeline = new(await RunData.CreateAsync(servers, cancellationToken), options, ports);
            await pipeline.StartAsync(progress, cancellationToken);
            return pipeline;
        }
        catch
        {
            await (pipeline?.DisposeAsync() ?? servers.DisposeAsync());
            throw;
        }
    }

    /// <summary>Runs the operations command line against this pipeline.</summary>
    /// <returns>What it printed on standard output.</returns>
    /// <exception cref="LocalServersException">It failed; with what it printed on standard error.</exception>
    public Task<string> OpsAsync(params string[] args) => OpsProgram.RunAsync(settings, args);

    /// <summary>Makes a link that signs in to the console once.</summary>
    public async Task<string> SignInLinkAsync() => Text(await OpsAsync("sign-in-link", "--console", Info.ConsoleUrl, "--json"), "url");

    /// <summary>Stops a process if it runs (SIGTERM), and starts it again.</summary>
    /// <param name="name">As in run.json.</param>
    /// <param name="cancellationToken">Ends the waiting for readiness.</param>
    public async Task RestartAsync(string name, CancellationToken cancellationToken = default)
    {
        await Processes[name].StopAsync();
        await Processes[name].StartAsync(cancellationToken);
    }

    /// <summary>Kills a process (SIGKILL); <see cref="RestartAsync"/> brings it back.</summary>
    /// <param name="name">As in run.json.</param>
    public Task KillAsync(string name) => Processes[name].KillAsync();

    /// <summary>Stops the processes, then the servers that we started, and removes the database and virtual host from those we did not.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Processes.Values.Select(process => process.DisposeAsync().AsTask()));
        await data.RemoveAsync();
        await Servers.DisposeAsync();
    }

    static Dictionary<string, string?> WithConsole(IReadOnlyDictionary<string, string?> settings, int port)
    {
        var more = new Dictionary<string, string?>(settings);
        more.TryAdd("Digest__ConsoleUrl", $"http://127.0.0.1:{port}/");
        return more;
    }

    static Dictionary<Service, int> Ports(RunOptions options)
    {
        var block = new LocalServersOptions { DataDirectory = options.DataDirectory, PortBase = options.PortBase };
        return Service.All.ToDictionary(service => service, service => block.Port(service.Offset));
    }

    ServiceProcess Process(Service service, int port, string logDirectory)
    {
        var logFile = Path.Combine(logDirectory, $"{service.Name}.log");
        File.WriteAllText(logFile, "");
        return new(service, port, logFile, settings);
    }

    async Task StartAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        progress.Report("Creating the database's tables, an organisation and its token");
        await OpsAsync("migrate");
        organisation = await CreateOrganisationAsync();
        scimToken = Text(await OpsAsync("tokens", "issue", organisation, "--label", "dev", "--json"), "token");
        progress.Report("Starting the four processes");
        await Task.WhenAll(Processes.Values.Select(process => process.StartAsync(cancellationToken)));
    }

    async Task<string> CreateOrganisationAsync() => Text(
        await OpsAsync(
            "organisations", "create", "Contoso", "--tier", "enterprise", "--notification-email", "it@contoso.example", "--region", "GB", "--json"),
        "id");

    static string Text(string json, string property)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(property).GetString()!;
    }
}
