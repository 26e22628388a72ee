using CliWrap;
using CliWrap.Buffered;

namespace Blink.Pipeline.LocalServers;

static class Commands
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its standard output; null if it is not there, fails, or takes longer than it may.</returns>
    public static async Task<string?> TryAsync(TimeSpan deadline, IEnumerable<string> command, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        try
        {
            var result = await Cli.Wrap(command.First()).WithArguments(command.Skip(1)).WithWorkingDirectory("/")
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(limit.Token);
            return result.IsSuccess ? result.StandardOutput : null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Runs a program that has to succeed.</summary>
    /// <exception cref="LocalServersException">It does not; the message is what it printed on standard error.</exception>
    public static async Task RunAsync(IEnumerable<string> command, CancellationToken cancellationToken)
    {
        var result = await Cli.Wrap(command.First()).WithArguments(command.Skip(1)).WithWorkingDirectory("/")
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellationToken);
        if (!result.IsSuccess)
            throw new LocalServersException($"{command.First()} failed with exit code {result.ExitCode}: {result.StandardError}{result.StandardOutput}");
    }
}
