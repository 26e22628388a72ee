using Blink.Pipeline.LocalServers.Packages;

namespace Blink.Pipeline.LocalServers.Processes;

/// <summary>libfaketime: a library that gives a process another time of day.</summary>
public static class FakeTime
{
    /// <summary>Installs it if it is missing and possible.</summary>
    /// <returns>The library's file; null: it is not to be had.</returns>
    public static async Task<string?> LibraryAsync(CancellationToken cancellationToken) =>
        Find() ?? (await DebianPackages.TryInstallAsync("faketime", cancellationToken) ? Find() : null);

    // The variant for processes with threads, where Debian and Ubuntu put it.
    static string? Find() => Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        : null;
}
