using Blink.Pipeline.Dev.Faults.Kinds;
using Blink.Pipeline.Dev.Faults.Network;
using Blink.Pipeline.Dev.Faults.Processes;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.LocalServers.Processes;
using Npgsql;

namespace Blink.Pipeline.Dev.Faults;

/// <summary>
/// The pipeline with several processes of each kind on servers of its own, and a proxy on every connection between any two of them.
/// Disposing it leaves nothing behind.
/// </summary>
sealed class FaultyPipeline : IAsyncDisposable
{
    const string DatabaseName = "blink";

    // Fewer than production's 100 for each process, because two of each share one small server.
    const int PoolSize = 40;

    static readonly Dictionary<Service, int> Counts = new()
    {
        [Service.Ingress] = 2,
        [Service.ProvisioningWorker] = 2,
        [Service.NotificationWorker] = 2,
        [Service.Ops] = 1,
    };

    FaultyPipeline(PrivateServerSet servers, string database, string logDirectory, string? faketime, TimeProvider timeProvider)
    {
        (Servers, ConnectionString) = (servers, database);
        Database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = 10 }.ConnectionString);
        Links = new Links(servers, Counts.Keys);
        Fleet = new Fleet(Counts, Settings, logDirectory, faketime, timeProvider);
        Links.OpenScim([.. Fleet.Of(Service.Ingress).Select(ingress => new Uri(ingress.Process.Url).Port)]);
    }

    public PrivateServerSet Servers { get; }

    public Fleet Fleet { get; }

    public Links Links { get; }

    /// <summary>The pipeline's database, reached without a proxy.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>Npgsql connection string of the pipeline's database, without a proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>Builds and starts everything.</summary>
    /// <exception cref="LocalServersException">Something cannot be had, built or started.</exception>
    public static async Task<FaultyPipeline> StartAsync(
        FaultOptions options, ServerPrograms programs, IProgress<string> progress, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        progress.Report("Building Ingress, ProvisioningWorker, NotificationWorker and Ops");
        await Publisher.PublishAsync(cancellationToken);
        var servers = await PrivateServerSet.StartAsync(
            new() { DataDirectory = Path.Combine(options.Folder, "servers"), Programs = programs, Report = progress.Report }, options.Nodes, cancellationToken);
        FaultyPipeline? pipeline = null;
        try
        {
            var database = await servers.Postgres.CreateDatabaseAsync(DatabaseName, cancellationToken: cancellationToken);
            var faketime = await FakeTime.LibraryAsync(cancellationToken);
            pipeline = new FaultyPipeline(servers, database, Path.Combine(options.Folder, "logs"), faketime, timeProvider);
            progress.Report("Creating the database's tables");
            await pipeline.OpsAsync("migrate");
            await FullDisk.InstallAsync(pipeline.Database, cancellationToken);
            progress.Report($"Starting {pipeline.Fleet.Instances.Count} processes");
            await pipeline.Fleet.StartAsync(FaultSettings.Strict, cancellationToken);
            return pipeline;
        }
        catch
        {
            if (pipeline is null) await servers.DisposeAsync();
            else await pipeline.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the operations command line, without a proxy.</summary>
    /// <exception cref="LocalServersException">It failed.</exception>
    public Task<string> OpsAsync(params string[] args) => OpsProgram.RunAsync(OpsSettings, args);

    /// <summary>By which the operations command line finds the servers.</summary>
    public IReadOnlyDictionary<string, string?> OpsSettings => RunSettings.Of(Addresses(ConnectionString, Servers.RabbitMq.Nodes[0].AmqpUri, Servers.Mail.Port), FaultSettings.Always);

    /// <summary>The versions of the servers, for people.</summary>
    public async Task<string> VersionsAsync(CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand("SHOW server_version");
        return $"PostgreSQL {await command.ExecuteScalarAsync(cancellationToken)}, RabbitMQ {await Servers.RabbitMq.Nodes[0].VersionAsync(cancellationToken)}";
    }

    public async ValueTask DisposeAsync()
    {
        await Fleet.DisposeAsync();
        await Database.DisposeAsync();
        await Links.DisposeAsync();
        await Servers.DisposeAsync();
    }

    IReadOnlyDictionary<string, string?> Settings(Service service)
    {
        var postgres = new NpgsqlConnectionStringBuilder(ConnectionString) { Port = Links.Postgres(service).Port, MaxPoolSize = PoolSize };
        var rabbitMq = new UriBuilder(Servers.RabbitMq.Nodes[0].AmqpUri) { Port = Links.RabbitMq(service).Port }.Uri;
        return RunSettings.Of(Addresses(postgres.ConnectionString, rabbitMq, Links.Smtp.Port), FaultSettings.Always);
    }

    RunAddresses Addresses(string postgres, Uri rabbitMq, int smtpPort)
    {
        var node = Servers.RabbitMq.Nodes[0];
        return new(postgres, rabbitMq, node.ManagementUrl, node.User, node.Password, Servers.Mail.Host, smtpPort);
    }
}
