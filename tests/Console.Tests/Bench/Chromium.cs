using Blink.Pipeline.LocalServers.Packages;

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>Debian's Chromium, installed if it is missing: Playwright's own download is not needed.</summary>
static class Chromium
{
    const string Path = "/usr/bin/chromium";

    public static async Task<string> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("BLINK_CHROMIUM") is { Length: > 0 } given)
            return given;
        if (File.Exists(Path) || (await DebianPackages.TryInstallAsync("chromium", TestContext.Current.CancellationToken) && File.Exists(Path)))
            return Path;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is "true", "There is no Chromium: install it, or name its program in BLINK_CHROMIUM.");
        throw new InvalidOperationException("There is no Chromium: install it, or name its program in BLINK_CHROMIUM.");
    }
}
