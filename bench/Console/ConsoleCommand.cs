using System.CommandLine;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.Ops;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Spectre.Console;

namespace Blink.Pipeline.Bench.Console;

/// <summary>What the operations behind the console cost, on a full database and a real broker.</summary>
static class ConsoleCommand
{
    // What people take for at once.
    const double MostOverview = 300;

    public static Command Create()
    {
        var users = new Option<int>("--users") { Description = "SCIM users of all organisations.", DefaultValueFactory = _ => 10_000 };
        var organisations = new Option<int>("--organisations") { Description = "Organisations.", DefaultValueFactory = _ => 20 };
        var letters = new Option<int>("--letters") { Description = "Dead letters.", DefaultValueFactory = _ => 1_000 };
        var output = new Option<FileInfo?>("--output") { Description = "Where the result is written as JSON; by default it is not." };
        var command = new Command("console", "The overview, organisations, users, sync errors and dead letters, as the console reads them.")
        {
            users, organisations, letters, output,
        };
        command.SetAction((parse, cancellationToken) => RunAsync(
            (parse.GetValue(users), parse.GetValue(organisations), parse.GetValue(letters)), parse.GetValue(output), cancellationToken));
        return command;
    }

    static async Task<int> RunAsync((int Users, int Organisations, int Letters) size, FileInfo? output, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Repository.Root ?? Directory.GetCurrentDirectory(), ".dev", "bench");
        await using var servers = await LocalServerSet.StartAsync(
            new LocalServersOptions { DataDirectory = folder, Report = AnsiConsole.WriteLine }, cancellationToken);
        var name = $"bench_{Guid.NewGuid():N}";
        var database = await servers.Postgres.CreateDatabaseAsync(name, cancellationToken: cancellationToken);
        var virtualHost = await servers.RabbitMq.CreateVirtualHostAsync(name, cancellationToken);
        try
        {
            Migrator.Migrate(database);
            await Topology.DeclareAsync(virtualHost, cancellationToken);
            await using var services = Services(servers, database, virtualHost);
            var dataSource = services.GetRequiredService<NpgsqlDataSource>();
            AnsiConsole.WriteLine($"Filling {size.Organisations} organisations with {size.Users} users, and {size.Letters} dead letters");
            await new FilledPipeline(dataSource, size.Users, size.Organisations, size.Letters).FillAsync(cancellationToken);
            var measurements = await new ConsoleMeasurements(services, dataSource, size.Users).RunAsync(cancellationToken);
            return await ReportAsync(size, dataSource, measurements, output, cancellationToken);
        }
        finally
        {
            await servers.RabbitMq.DeleteVirtualHostAsync(name, CancellationToken.None);
            await servers.Postgres.DropDatabaseAsync(name, CancellationToken.None);
        }
    }

    static ServiceProvider Services(LocalServerSet servers, string database, Uri virtualHost) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = database,
            ["RabbitMq:Uri"] = virtualHost.OriginalString,
            ["RabbitMq:ManagementUrl"] = servers.RabbitMq.ManagementUrl.OriginalString,
            ["RabbitMq:ManagementUser"] = servers.RabbitMq.User,
            ["RabbitMq:ManagementPassword"] = servers.RabbitMq.Password,
        }).Build())
        .AddLogging()
        .AddOperations()
        .BuildServiceProvider();

    static async Task<int> ReportAsync(
        (int Users, int Organisations, int Letters) size,
        NpgsqlDataSource dataSource,
        IReadOnlyList<ConsoleMeasurement> measurements,
        FileInfo? output,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var result = new ConsoleResult(size.Users, size.Organisations, size.Letters, connection.PostgreSqlVersion.ToString(), measurements);
        AnsiConsole.Write(result.ToTable());
        if (output is not null)
            await File.WriteAllTextAsync(output.FullName, result.ToJson() + "\n", cancellationToken);
        var overview = measurements.Single(one => one.Name == "overview").Median;
        if (overview <= MostOverview)
            return 0;
        AnsiConsole.WriteLine($"The overview takes {overview} ms, more than {MostOverview}.");
        return 1;
    }
}
