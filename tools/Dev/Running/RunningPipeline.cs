using System.Security.Cryptography;
using System.Text.Json;
using Blink.Pipeline.LocalServers;
using CliWrap;
using CliWrap.Buffered;
using Npgsql;

namespace Blink.Pipeline.Dev.Running;

/// <summary>
/// The whole pipeline on this machine: servers, a new database and virtual host on them, one Enterprise organisation with a token,
/// and the four processes from their published builds. Disposing it leaves nothing behind.
/// </summary>
sealed class RunningPipeline : IAsyncDisposable
{
    readonly string database;
    readonly string virtualHost;
    readonly string postgres;
    readonly Uri rabbitMq;
    readonly IReadOnlyDictionary<string, string?> settings;
    readonly RunOptions options;
    string organisation = "";
    string scimToken = "";

    RunningPipeline(LocalServerSet servers, RunOptions options, string name, string postgres, Uri rabbitMq)
    {
        (Servers, this.options, this.postgres, this.rabbitMq) = (servers, options, postgres, rabbitMq);
        (database, virtualHost) = (name, name);
        settings = RunSettings.Of(servers, postgres, rabbitMq, options);
        Processes = Service.All.ToDictionary(service => service.Name, Process);
    }

    /// <summary>The servers around it; those of our own can be stopped, killed and started.</summary>
    public LocalServerSet Servers { get; }

    /// <summary>The four processes, by name.</summary>
    public IReadOnlyDictionary<string, ServiceProcess> Processes { get; }

    /// <summary>Where everything is, with the pids of this moment.</summary>
    public RunInfo Info => new(
        $"{Processes[Service.Ingress.Name].Url}/scim",
        Processes[Service.Ops.Name].Url,
        organisation,
        scimToken,
        postgres,
        rabbitMq.AbsoluteUri,
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
        progress.Report("Building Ingress, ProvisioningWorker, NotificationWorker and Ops");
        await Publisher.PublishAsync(cancellationToken);
        var servers = await LocalServerSet.StartAsync(
            new() { DataDirectory = options.DataDirectory, PortBase = options.PortBase, Report = progress.Report }, cancellationToken);
        RunningPipeline? pipeline = null;
        try
        {
            pipeline = await CreateAsync(servers, options, cancellationToken);
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
    public async Task<string> OpsAsync(params string[] args)
    {
        var command = Service.Ops.Command;
        var result = await Cli.Wrap(command[0]).WithArguments([.. command.Skip(1), .. args]).WithEnvironmentVariables(settings)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return result.IsSuccess
            ? result.StandardOutput
            : throw new LocalServersException($"ops {string.Join(' ', args)} failed with exit code {result.ExitCode}: {result.StandardError}");
    }

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

    /// <summary>Waits until one of the processes ends.</summary>
    public async Task<ServiceProcess> WaitForDeathAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(Processes.Values.Select(process => process.Exited)).WaitAsync(cancellationToken);
        return Processes.Values.First(process => process.Exited.IsCompleted);
    }

    /// <summary>Stops the processes, then the servers that we started, and removes the database and virtual host from those we did not.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Processes.Values.Select(process => process.DisposeAsync().AsTask()));
        try
        {
            await Servers.Postgres.DropDatabaseAsync(database);
            await Servers.RabbitMq.DeleteVirtualHostAsync(virtualHost);
        }
        catch (Exception e) when (e is NpgsqlException or HttpRequestException)
        {
            // The server is away; if it is ours, its data goes with it.
        }
        await Servers.DisposeAsync();
    }

    static async Task<RunningPipeline> CreateAsync(LocalServerSet servers, RunOptions options, CancellationToken cancellationToken)
    {
        // A name of its own, because a server from the environment may hold other runs' data.
        var name = $"blink-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        return new(
            servers, options, name,
            await servers.Postgres.CreateDatabaseAsync(name, cancellationToken: cancellationToken),
            await servers.RabbitMq.CreateVirtualHostAsync(name, cancellationToken));
    }

    ServiceProcess Process(Service service)
    {
        Directory.CreateDirectory(options.LogDirectory);
        var logFile = Path.Combine(options.LogDirectory, $"{service.Name}.log");
        File.WriteAllText(logFile, "");
        var port = new LocalServersOptions { DataDirectory = options.DataDirectory, PortBase = options.PortBase }.Port(service.Offset);
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
