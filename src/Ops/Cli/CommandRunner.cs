using System.CommandLine;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>Runs one command: makes the operations for it, and turns what fails into a sentence.</summary>
static class CommandRunner
{
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>Sets what a command does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">Does it; the result is the exit code.</param>
    /// <returns>The same command.</returns>
    public static Command Runs(this Command command, Func<CommandContext, Task<int>> run)
    {
        command.SetAction((parse, cancellationToken) => RunAsync(parse, run, cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parse, Func<CommandContext, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = GlobalOptions.Configuration(parse);
            await using var services = new ServiceCollection()
                .AddSingleton<IConfiguration>(configuration)
                .AddLogging()
                .AddOperations()
                .BuildServiceProvider();
            return await run(new CommandContext(
                parse, services, new CommandOutput(parse.InvocationConfiguration.Output), cancellationToken));
        }
        catch (Exception exception)
        {
            await parse.InvocationConfiguration.Error.WriteLineAsync(ErrorSentences.For(exception));
            return Failed;
        }
    }
}
