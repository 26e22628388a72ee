using Blink.Pipeline.LocalServers.Processes;

namespace Blink.Pipeline.LocalServers.Control;

/// <summary>A server installed on this machine, run by us as a child process.</summary>
/// <param name="name">What it is called in messages.</param>
/// <param name="folder">Its files; removed on dispose.</param>
/// <param name="command">How to start it.</param>
/// <param name="answers">Whether it answers its clients. May throw while it does not.</param>
sealed class PrivateServer(string name, string folder, ServerCommand command, Func<CancellationToken, Task<bool>> answers) : IServerControl
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    // PostgreSQL refuses to start after it was killed until the last of its backends has noticed, on a busy machine for some seconds.
    const int Attempts = 20;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    WatchedProcess? process;

    public string Origin => "this machine";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (process is { HasExited: false }) return;
        for (var attempt = 1; ; attempt++)
        {
            process = await WatchedProcess.StartAsync(command, cancellationToken);
            if (await Readiness.WaitAsync(answers, () => process.HasExited, Deadline, cancellationToken)) return;
            if (attempt < Attempts && process.HasExited)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
                continue;
            }
            await process.KillAsync();
            throw new LocalServersException($"{name} did not start. The end of its log:{Environment.NewLine}{process.LogTail()}");
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (process is not null) await process.StopAsync().WaitAsync(cancellationToken);
    }

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (process is not null) await process.KillAsync().WaitAsync(cancellationToken);
    }

    public Task SignalAsync(string signal, CancellationToken cancellationToken) => process?.SignalAsync(signal, cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await process.DisposeAsync();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
