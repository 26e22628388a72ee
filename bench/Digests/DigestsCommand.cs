using System.CommandLine;
using Blink.Pipeline.LocalServers;
using Spectre.Console;

namespace Blink.Pipeline.Bench.Digests;

/// <summary>What a digest about many errors costs, from the errors in the database to the mail with the SMTP server.</summary>
static class DigestsCommand
{
    public static Command Create()
    {
        var errors = new Option<int>("--errors") { Description = "Errors of the large digest.", DefaultValueFactory = _ => 10_000 };
        var output = new Option<FileInfo?>("--output") { Description = "Where the result is written as JSON; by default it is not." };
        var command = new Command("digests", "One digest about many errors that come at once.") { errors, output };
        command.SetAction((parse, cancellationToken) => RunAsync(parse.GetValue(errors), parse.GetValue(output), cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(int errors, FileInfo? output, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Repository.Root ?? Directory.GetCurrentDirectory(), ".dev", "bench");
        await using var servers = await LocalServerSet.StartAsync(
            new LocalServersOptions { DataDirectory = folder, Report = AnsiConsole.WriteLine }, cancellationToken);
        await using var run = await DigestRun.StartAsync(servers, folder, cancellationToken);
        AnsiConsole.WriteLine($"Three digests about 100 errors and three about {errors}, in turn");
        var result = await DigestResult.MeasureAsync(run, errors, cancellationToken);
        AnsiConsole.Write(result.ToTable());
        if (output is not null)
            await File.WriteAllTextAsync(output.FullName, result.ToJson() + "\n", cancellationToken);
        return 0;
    }
}
