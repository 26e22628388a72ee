using System.Diagnostics;

namespace Blink.Pipeline.Dev.Commands;

/// <summary>A command in the foreground, with our own input and output.</summary>
static class Child
{
    /// <summary>Runs it to its end; a cancelled token ends it, and all that it started.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1));
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return process.ExitCode;
    }
}
