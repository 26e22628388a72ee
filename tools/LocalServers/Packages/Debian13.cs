using CliWrap;

namespace Blink.Pipeline.LocalServers.Packages;

/// <summary>The next Debian's servers on a Debian 12: PostgreSQL 17 and RabbitMQ 4.0, in a tree that debootstrap makes.</summary>
public static class Debian13
{
    /// <summary>Makes the tree if it is not there yet.</summary>
    /// <param name="tree">Where it is, or will be.</param>
    /// <param name="report">Gets one sentence for people.</param>
    /// <param name="cancellationToken">Stops it; half a tree is made anew the next time.</param>
    /// <exception cref="LocalServersException">We are not root on Debian or Ubuntu, or debootstrap failed.</exception>
    public static async Task<ServerPrograms> InstallAsync(string tree, Action<string> report, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess) throw new LocalServersException("Debian 13's servers run in a tree of their own, which only root can enter.");
        if (!File.Exists("/usr/sbin/debootstrap") && !await DebianPackages.TryInstallAsync("debootstrap", cancellationToken))
            throw new LocalServersException("debootstrap is missing, and is only installed by itself on Debian and Ubuntu.");
        report($"Debian 13's PostgreSQL and RabbitMQ in {tree} (the first time takes some minutes)");
        // Its output has to go somewhere: debootstrap fails when nobody reads it.
        await using var output = Console.OpenStandardOutput();
        await using var errors = Console.OpenStandardError();
        var result = await Cli.Wrap("sh").WithArguments(["-c", Resources.Read("debian13.sh"), "debian13.sh", tree]).WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToStream(output)).WithStandardErrorPipe(PipeTarget.ToStream(errors)).ExecuteAsync(cancellationToken);
        return result.IsSuccess ? new ServerPrograms(tree) : throw new LocalServersException($"debootstrap failed with exit code {result.ExitCode}, see above.");
    }
}
