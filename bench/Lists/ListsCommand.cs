using System.CommandLine;
using Blink.Pipeline.Ingress;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.LocalServers.Postgres;
using Blink.Pipeline.Platform.Database;
using Npgsql;
using Spectre.Console;

namespace Blink.Pipeline.Bench.Lists;

/// <summary>What lookups and pages cost in an organisation of a given size.</summary>
static class ListsCommand
{
    public static Command Create()
    {
        var users = new Option<int>("--users") { Description = "Users of the organisation.", DefaultValueFactory = _ => 10_000 };
        var output = new Option<FileInfo?>("--output") { Description = "Where the result is written as JSON; by default it is not." };
        var command = new Command("lists", "Lookups by eq, and pages by cursor and by index.") { users, output };
        command.SetAction((parse, cancellationToken) => RunAsync(parse.GetValue(users), parse.GetValue(output), cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(int users, FileInfo? output, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Repository.Root ?? Directory.GetCurrentDirectory(), ".dev", "bench");
        await using var server = await PostgresServer.StartAsync(
            new LocalServersOptions { DataDirectory = folder, Report = AnsiConsole.WriteLine }, cancellationToken);
        var name = $"bench_{Guid.NewGuid():N}";
        var connectionString = await server.CreateDatabaseAsync(name, cancellationToken: cancellationToken);
        try
        {
            Migrator.Migrate(connectionString);
            // As the ingress connects, but for the time it waits.
            await using var dataSource = NpgsqlDataSource.Create($"{IngressServices.DatabaseDefaults};{connectionString};Command Timeout=600");
            var organisation = new FilledOrganisation(dataSource, users);
            AnsiConsole.WriteLine($"Filling an organisation with {users} users");
            await organisation.FillAsync(cancellationToken);
            var result = await new ListMeasurements(dataSource, organisation).RunAsync(cancellationToken);
            AnsiConsole.Write(result.ToTable());
            if (output is not null)
                await File.WriteAllTextAsync(output.FullName, result.ToJson() + "\n", cancellationToken);
            return 0;
        }
        finally
        {
            await server.DropDatabaseAsync(name, CancellationToken.None);
        }
    }
}
