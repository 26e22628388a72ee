using System.CommandLine;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Commands;

/// <summary>The servers alone, for as long as another command runs.</summary>
static class ServersCommand
{
    public static Command Create()
    {
        var arguments = new Argument<string[]>("command") { Description = "After --: the command and its arguments.", Arity = ArgumentArity.OneOrMore };
        var from = ServersOption.Create();
        var run = new Command("run", "Run a command with real servers, named in its environment (BLINK_*).") { arguments };
        run.Options.Add(from);
        run.SetAction(async (parse, cancellationToken) =>
        {
            await using var servers = await LocalServerSet.StartAsync(
                new()
                {
                    DataDirectory = DevFolder.Of("servers"),
                    Programs = await ServersOption.ProgramsAsync(parse.GetValue(from)!, cancellationToken),
                    Report = new ConsoleProgress().Report,
                },
                cancellationToken);
            return await Child.RunAsync(parse.GetValue(arguments)!, servers.Environment, cancellationToken);
        });
        return new Command("servers", "The servers alone.") { run };
    }
}
