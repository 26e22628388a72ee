using CliWrap;

namespace Blink.Pipeline.LocalServers.Packages;

/// <summary>Installs what is missing with apt-get, where that is possible without asking anybody.</summary>
public static class DebianPackages
{
    /// <summary>Installs a package, without starting the services it brings.</summary>
    /// <returns>False where apt-get or the rights to use it are missing.</returns>
    /// <exception cref="LocalServersException">apt-get failed; its output has been shown on standard error.</exception>
    public static async Task<bool> TryInstallAsync(string package, CancellationToken cancellationToken)
    {
        if (!File.Exists("/usr/bin/apt-get") || !File.Exists("/etc/debian_version")) return false;
        string[]? root = Environment.IsPrivilegedProcess ? [] : await SudoAsync(cancellationToken);
        if (root is null) return false;

        await Console.Error.WriteLineAsync($"Installing {package} with apt-get, because it is missing (its service is neither started nor enabled).");
        string[] command = [.. root, "sh", "-c", Resources.Read("install.sh"), "install.sh", package];
        await using var errors = Console.OpenStandardError();
        var result = await Cli.Wrap(command[0]).WithArguments(command.Skip(1)).WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToStream(errors)).WithStandardErrorPipe(PipeTarget.ToStream(errors)).ExecuteAsync(cancellationToken);
        return result.IsSuccess
            ? true
            : throw new LocalServersException($"apt-get could not install {package} (exit code {result.ExitCode}, see above). Install it yourself, or name a running server in the environment.");
    }

    // -n: a test run cannot type a password.
    static async Task<string[]?> SudoAsync(CancellationToken cancellationToken) =>
        await Commands.TryAsync(TimeSpan.FromSeconds(5), ["sudo", "-n", "true"], cancellationToken) is null ? null : ["sudo", "-n"];
}
