using System.CommandLine;
using Blink.Pipeline.Dev.Faults.Kinds;
using Blink.Pipeline.Dev.Running;
using Spectre.Console;

namespace Blink.Pipeline.Dev.Faults;

/// <summary>Breaks the pipeline on purpose while Entra pushes, lets it heal, and compares everything.</summary>
static class FaultsCommand
{
    public static Command Create()
    {
        var seed = new Option<int?>("--seed") { Description = "Seed of everything that is drawn. Default: a random one, which is printed." };
        var minutes = new Option<double>("--minutes") { Description = "No round begins after so many minutes.", DefaultValueFactory = _ => 10 };
        var rounds = new Option<int>("--rounds") { Description = "The most rounds.", DefaultValueFactory = _ => int.MaxValue };
        var only = new Option<string[]>("--only") { Description = "A fault (see --list); several strike one a round, in this order.", AllowMultipleArgumentsPerToken = true };
        var scale = new Option<double>("--scale") { Description = "Multiplies every length: with 0.1 a process stands still for 6 seconds at most.", DefaultValueFactory = _ => 1 };
        var nodes = new Option<int>("--nodes") { Description = "Nodes of the RabbitMQ cluster.", DefaultValueFactory = _ => 3 };
        var users = new Option<int>("--users") { Description = "People in each of the three directories at the start.", DefaultValueFactory = _ => 40 };
        var rate = new Option<double>("--rate") { Description = "Requests a second that Entra sends for each organisation at most.", DefaultValueFactory = _ => 12 };
        var initial = new Option<bool>("--initial-sync") { Description = "The first fault strikes when a third of the initial sync is acknowledged, instead of after it." };
        var report = new Option<string?>("--report") { Description = "Write a JSON line for each fault and round to this file, and a summary (.md) beside it." };
        var servers = ServersOption.Create();
        var list = new Option<bool>("--list") { Description = "List the faults, and do nothing." };
        var command = new Command("faults", "Break the pipeline in every way while Entra pushes, and check that nothing is lost.")
        {
            seed, minutes, rounds, only, scale, nodes, users, rate, initial, servers, report, list,
        };
        only.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => FaultCatalogue.Find(token.Value) is null)) result.AddError($"There is no fault '{token.Value}'. --list shows all.");
        });
        command.SetAction((parse, cancellationToken) => parse.GetValue(list)
            ? Task.FromResult(List())
            : RunAsync(
                new FaultOptions
                {
                    Seed = parse.GetValue(seed) ?? Random.Shared.Next(1, 1_000_000),
                    Length = TimeSpan.FromMinutes(parse.GetValue(minutes)),
                    Rounds = parse.GetValue(rounds),
                    Only = parse.GetValue(only) ?? [],
                    Scale = parse.GetValue(scale),
                    Nodes = parse.GetValue(nodes),
                    Users = parse.GetValue(users),
                    Rate = parse.GetValue(rate),
                    StrikesInitialSync = parse.GetValue(initial),
                    Report = parse.GetValue(report),
                    Folder = DevFolder.Of(parse.GetValue(servers) == ServersOption.NextDebian ? $"faults-{ServersOption.NextDebian}" : "faults"),
                },
                parse.GetValue(servers)!,
                cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(FaultOptions options, string servers, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Seed {options.Seed}");
        var programs = await ServersOption.ProgramsAsync(servers, cancellationToken);
        var results = await new FaultRun(options, programs, TimeProvider.System).RunAsync(new OutputProgress(), cancellationToken);
        var differences = results.Sum(result => result.Differences.Count);
        Console.WriteLine(
            $"{results.Count - 1} rounds, {results.Sum(result => result.Acknowledged)} changes acknowledged, {differences} differences (seed {options.Seed})");
        if (differences > 0) Console.WriteLine($"The logs of the processes are in {Path.Combine(options.Folder, "logs")}.");
        return differences == 0 ? 0 : 1;
    }

    static int List()
    {
        var table = new Table().AddColumns("fault", "what it does");
        foreach (var fault in FaultCatalogue.All) table.AddRow(Markup.Escape(fault.Name), Markup.Escape(fault.Does));
        AnsiConsole.Write(table);
        return 0;
    }

    sealed class OutputProgress : IProgress<string>
    {
        public void Report(string value) => Console.WriteLine(value);
    }
}
