using System.Diagnostics;
using System.Globalization;
using Blink.Pipeline.LocalServers.Processes;

namespace Blink.Pipeline.LocalServers.Tests;

public sealed class WatchedProcessTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("blink-watched-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_process_and_its_children_are_gone_after_it_was_stopped()
    {
        var process = await WatchedProcess.StartAsync(Shell("sleep 1000 & echo $!; wait"), TestContext.Current.CancellationToken);
        var child = await FirstLineAsync("log");

        await process.DisposeAsync();

        Assert.False(IsRunning(process.Id));
        // It was killed with the script that watches it; on a busy machine the script may be seen to end first.
        Assert.True(await Readiness.WaitAsync(_ => Task.FromResult(!IsRunning(child)), () => false, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_process_that_does_not_heed_the_signal_is_killed_after_its_grace()
    {
        var deaf = Shell("trap '' TERM; echo ready; while :; do sleep 1; done") with { Grace = TimeSpan.FromSeconds(1) };
        var process = await WatchedProcess.StartAsync(deaf, TestContext.Current.CancellationToken);

        await process.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.False(IsRunning(process.Id));
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("exit 0", 0)]
    [InlineData("kill -KILL $$", 128 + 9)]
    [InlineData("kill -ABRT $$", 128 + 6)]
    public async Task How_a_process_ended_is_known(string script, int status)
    {
        await using var process = await WatchedProcess.StartAsync(Shell(script), TestContext.Current.CancellationToken);

        await process.Exited.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(status, process.ExitStatus);
    }

    [Fact]
    public async Task A_process_ends_when_whoever_started_it_is_killed()
    {
        // The host stands for us: it holds the other end of the pipe, and dies without a chance to clean up.
        var watchdog = Path.Combine(folder.FullName, "watchdog.sh");
        await File.WriteAllTextAsync(watchdog, Resources.Read("watchdog.sh"), TestContext.Current.CancellationToken);
        var log = Path.Combine(folder.FullName, "log");
        var host = new ProcessStartInfo("sh", ["-c", $"mkfifo {folder}/leash; setsid sh {watchdog} {log} TERM 1 sleep 1000 <{folder}/leash >{folder}/pid & exec 4>{folder}/leash; exec sleep 1000"]);
        using var started = Process.Start(host)!;
        var server = await FirstLineAsync("pid");

        started.Kill();

        Assert.True(await Readiness.WaitAsync(_ => Task.FromResult(!IsRunning(server)), () => false, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    ServerCommand Shell(string script) => new() { Arguments = ["sh", "-c", script], LogFile = Path.Combine(folder.FullName, "log") };

    async Task<int> FirstLineAsync(string file)
    {
        var path = Path.Combine(folder.FullName, file);
        Assert.True(await Readiness.WaitAsync(
            async token => (await File.ReadAllTextAsync(path, token)).Contains('\n', StringComparison.Ordinal),
            () => false, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        return int.Parse(File.ReadLines(path).First(), CultureInfo.InvariantCulture);
    }

    static bool IsRunning(int id) =>
        File.Exists($"/proc/{id}/stat") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
}
