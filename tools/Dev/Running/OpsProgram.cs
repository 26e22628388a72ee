using Blink.Pipeline.LocalServers;
using CliWrap;
using CliWrap.Buffered;

namespace Blink.Pipeline.Dev.Running;

/// <summary>The operations command line, from its published build.</summary>
static class OpsProgram
{
    /// <summary>Runs one command to its end.</summary>
    /// <param name="settings">By which it finds the servers.</param>
    /// <param name="args">The command and its options.</param>
    /// <returns>What it printed on standard output.</returns>
    /// <exception cref="LocalServersException">It failed; with what it printed on standard error.</exception>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string?> settings, params string[] args)
    {
        var command = Service.Ops.Command;
        var result = await Cli.Wrap(command[0]).WithArguments([.. command.Skip(1), .. args]).WithEnvironmentVariables(settings)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return result.IsSuccess
            ? result.StandardOutput
            : throw new LocalServersException($"ops {string.Join(' ', args)} failed with exit code {result.ExitCode}: {result.StandardError}");
    }
}
