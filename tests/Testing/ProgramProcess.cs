using System.Diagnostics;
using System.Reflection;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.LocalServers.Processes;

namespace Blink.Pipeline.Testing;

/// <summary>One of the programs as a process of its own, which a test may stop with a signal, and which does not outlive the test.</summary>
public sealed class ProgramProcess : IAsyncDisposable
{
    const string Listening = "Now listening on: ";

    // Far above what a stop may take: what is measured is the time it took, not that it was killed for it.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    readonly WatchedProcess process;
    readonly string logFile;

    ProgramProcess(WatchedProcess process, string logFile) => (this.process, this.logFile) = (process, logFile);

    /// <summary>Ends when the process has, for whatever reason.</summary>
    public Task Exited => process.Exited;

    /// <summary>As a shell counts it: 128 and the number of the signal that ended it; null while it runs.</summary>
    public int? ExitStatus => process.ExitStatus;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a program; it listens on a port that is free.</summary>
    /// <param name="program">The program, which lies beside the tests.</param>
    /// <param name="settings">Its settings, with colons in their keys.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="startup">An assembly of tests that is loaded into the process and has a hosting startup; null: none.</param>
    public static async Task<ProgramProcess> StartAsync(
        Assembly program, IEnumerable<KeyValuePair<string, string>> settings, IReadOnlyList<string>? arguments = null, Assembly? startup = null)
    {
        var environment = settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => (string?)setting.Value);
        environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        if (startup is not null)
            environment["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = startup.GetName().Name;
        var logFile = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.log");
        var process = await WatchedProcess.StartAsync(
            new()
            {
                Arguments = ["dotnet", "exec", .. HostOptions(startup), program.Location, .. arguments ?? []],
                WorkingDirectory = AppContext.BaseDirectory,
                LogFile = logFile,
                Grace = Grace,
                Environment = environment,
            },
            Token);
        return new(process, logFile);
    }

    /// <summary>Waits until it is ready to do its work.</summary>
    /// <returns>Its address.</returns>
    public async Task<Uri> ReadyAsync()
    {
        var address = await ListeningAsync();
        using var http = new HttpClient { BaseAddress = address };
        await UntilAsync(async () => (await http.GetAsync("/health/ready", Token)).IsSuccessStatusCode, "was not ready");
        return address;
    }

    /// <summary>Waits until it listens, whatever it can do yet.</summary>
    /// <returns>Its address.</returns>
    public async Task<Uri> ListeningAsync()
    {
        Uri? address = null;
        await UntilAsync(async () => (address = await AddressAsync()) is not null, "did not listen");
        return address!;
    }

    /// <summary>Whether its log has a text by now.</summary>
    public async Task<bool> HasLoggedAsync(string text) => (await File.ReadAllTextAsync(logFile, Token)).Contains(text, StringComparison.Ordinal);

    /// <summary>Asks it to end (SIGTERM).</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        var asked = Stopwatch.GetTimestamp();
        await process.StopAsync();
        return Stopwatch.GetElapsedTime(asked);
    }

    /// <summary>Kills it (SIGKILL).</summary>
    public Task KillAsync() => process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await process.KillAsync();
        await process.DisposeAsync();
        File.Delete(logFile);
    }

    // With the dependencies of the tests, where the program is to load them.
    static string[] HostOptions(Assembly? startup) => startup is null
        ? []
        : ["--depsfile", Path.ChangeExtension(startup.Location, ".deps.json"), "--runtimeconfig", Path.ChangeExtension(startup.Location, ".runtimeconfig.json")];

    async Task<Uri?> AddressAsync()
    {
        var lines = File.Exists(logFile) ? await File.ReadAllLinesAsync(logFile, Token) : [];
        return lines.Select(line => line.Split(Listening)).Where(parts => parts.Length == 2).Select(parts => new Uri(parts[1].Trim())).FirstOrDefault();
    }

    async Task UntilAsync(Func<Task<bool>> condition, string otherwise)
    {
        if (!await Readiness.WaitAsync(_ => condition(), () => process.HasExited, Deadline, Token))
            Assert.Fail($"The program {otherwise}. The end of its log:{Environment.NewLine}{process.LogTail()}");
    }
}
