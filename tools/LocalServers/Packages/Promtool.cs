namespace Blink.Pipeline.LocalServers.Packages;

/// <summary>Prometheus' own tool, which checks its rules and configuration and evaluates rules over series.</summary>
public static class Promtool
{
    const string Packaged = "/usr/bin/promtool";

    /// <summary>Finds it, or installs it where that is possible.</summary>
    /// <returns>The program.</returns>
    /// <exception cref="LocalServersException">It is missing and cannot be installed.</exception>
    public static async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Packaged) || (await DebianPackages.TryInstallAsync("prometheus", cancellationToken) && File.Exists(Packaged)))
            return Packaged;
        throw new LocalServersException("promtool is missing. Install it (Debian and Ubuntu: apt-get install prometheus).");
    }
}
