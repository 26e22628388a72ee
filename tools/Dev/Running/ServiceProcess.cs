using Blink.Pipeline.LocalServers;
using Blink.Pipeline.LocalServers.Processes;

namespace Blink.Pipeline.Dev.Running;

/// <summary>One of the four processes, running from its published build; it can be stopped, killed and started again.</summary>
/// <param name="service">Which one.</param>
/// <param name="port">Where it listens on 127.0.0.1.</param>
/// <param name="logFile">Takes what it prints.</param>
/// <param name="settings">Its settings as environment variables.</param>
sealed class ServiceProcess(Service service, int port, string logFile, IReadOnlyDictionary<string, string?> settings) : IAsyncDisposable
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    static readonly HttpClient Http = new();

    WatchedProcess? process;

    public string Name => service.Name;

    /// <summary>Settings of its next incarnation that come before the others. Default none.</summary>
    public IReadOnlyDictionary<string, string?> MoreSettings { get; set; } = new Dictionary<string, string?>();

    public string Url => $"http://127.0.0.1:{port}";

    /// <summary>The pid of the present, or else the last, incarnation.</summary>
    public int Id => process?.Id ?? throw new InvalidOperationException($"{Name} was not started.");

    /// <summary>Completes when the present incarnation ends, for whatever reason.</summary>
    public Task Exited => process?.Exited ?? Task.CompletedTask;

    /// <summary>How the present incarnation ended, see <see cref="WatchedProcess.ExitStatus"/>.</summary>
    public int? ExitStatus => process?.ExitStatus;

    public string LogTail => process?.LogTail() ?? "";

    /// <summary>Starts it, and returns when its health says that it is ready.</summary>
    /// <exception cref="LocalServersException">It ended, or was not ready in time; with the end of its log.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await LaunchAsync(cancellationToken);
        if (!await IsReadyWithinAsync(Deadline, cancellationToken))
            throw new LocalServersException($"{Name} did not become ready. The end of {logFile}:{Environment.NewLine}{LogTail}");
    }

    /// <summary>Starts it, and does not wait for what becomes of it.</summary>
    public async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string?>(settings) { ["ASPNETCORE_URLS"] = Url };
        foreach (var (name, value) in MoreSettings) environment[name] = value;
        process = await WatchedProcess.StartAsync(
            new()
            {
                Arguments = [.. service.Command, .. service.Arguments],
                WorkingDirectory = service.Folder,
                LogFile = logFile,
                Environment = environment,
            },
            cancellationToken);
    }

    /// <summary>Waits until its health says that it is ready.</summary>
    /// <returns>False if it ended, or the time was over.</returns>
    public Task<bool> IsReadyWithinAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var present = process!;
        return Readiness.WaitAsync(IsReadyAsync, () => present.HasExited, time, cancellationToken);
    }

    /// <summary>Sends it a signal, such as <c>STOP</c>, and does not wait for what it does.</summary>
    public Task SignalAsync(string signal, CancellationToken cancellationToken) => process?.SignalAsync(signal, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Asks it to end (SIGTERM) and returns when it has.</summary>
    public Task StopAsync() => process?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Kills it (SIGKILL).</summary>
    public Task KillAsync() => process?.KillAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await process.DisposeAsync();
    }

    async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var answer = await Http.GetAsync($"{Url}/health/ready", cancellationToken);
        return answer.IsSuccessStatusCode;
    }
}
