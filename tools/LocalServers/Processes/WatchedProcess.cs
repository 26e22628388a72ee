using System.Diagnostics;
using System.Globalization;

namespace Blink.Pipeline.LocalServers.Processes;

/// <summary>
/// A child process that does not outlive us, not even if we are killed with SIGKILL: a small shell script (watchdog.sh) starts it in a
/// session of its own and holds one end of a pipe. When our end closes, for whatever reason, the script stops the process, and kills
/// all that is left of its group after a grace period.
/// </summary>
/// <remarks>PR_SET_PDEATHSIG would do the same in one call, but it fires when the <em>thread</em> that started the child ends, and
/// the threads of a .NET pool come and go.</remarks>
public sealed class WatchedProcess : IAsyncDisposable
{
    const int TailLines = 30;
    static readonly TimeSpan SignalDeadline = TimeSpan.FromSeconds(10);

    static readonly string Watchdog = Resources.Read("watchdog.sh");

    readonly Process watchdog;
    readonly ServerCommand command;

    WatchedProcess(Process watchdog, ServerCommand command, int id)
    {
        this.watchdog = watchdog;
        this.command = command;
        Id = id;
        Exited = WaitAsync();
    }

    /// <summary>The pid of the process itself, not of the script that watches it.</summary>
    public int Id { get; }

    /// <summary>Completes when it, and all that it left in its process group, is gone.</summary>
    public Task Exited { get; }

    /// <summary>
    /// Its exit status as a shell counts it, 128 and the signal's number if that ended it; null: it runs, or the status is not known.
    /// </summary>
    public int? ExitStatus { get; private set; }

    /// <summary>Whether it is gone.</summary>
    public bool HasExited => Exited.IsCompleted;

    /// <summary>Starts a process.</summary>
    /// <exception cref="LocalServersException">This is not Linux, or has no setsid (util-linux).</exception>
    public static async Task<WatchedProcess> StartAsync(ServerCommand command, CancellationToken cancellationToken)
    {
        var watchdog = Start(command);
        var line = await watchdog.StandardOutput.ReadLineAsync(cancellationToken);
        return new(watchdog, command, int.Parse(line ?? throw new LocalServersException("The shell did not run."), CultureInfo.InvariantCulture));
    }

    /// <summary>Asks it to end, and returns when it has; kills it after its grace period.</summary>
    public Task StopAsync() => OrderAsync("stop");

    /// <summary>Kills it and its process group with SIGKILL, and returns when they are gone.</summary>
    public Task KillAsync() => OrderAsync("kill");

    /// <summary>Sends it a signal, and does not wait for what it does. None is sent to a process that is gone.</summary>
    /// <param name="signal">Its name without "SIG", such as <c>STOP</c>.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public Task SignalAsync(string signal, CancellationToken cancellationToken) =>
        HasExited ? Task.CompletedTask : Commands.TryAsync(SignalDeadline, ["kill", "-s", signal, $"{Id}"], cancellationToken);

    /// <summary>The last lines of its log.</summary>
    public string LogTail() => File.Exists(command.LogFile)
        ? string.Join(Environment.NewLine, File.ReadLines(command.LogFile).TakeLast(TailLines))
        : "(no log)";

    /// <summary>Stops it, see <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        watchdog.Dispose();
    }

    static Process Start(ServerCommand command)
    {
        if (!OperatingSystem.IsLinux())
            throw new LocalServersException("Servers of our own are run on Linux only. Start a Docker engine, or name running servers in the environment.");
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = command.WorkingDirectory,
        };
        string[] arguments =
        [
            "sh", "-c", Watchdog, "blink-watchdog",
            command.LogFile, command.StopSignal, command.Grace.TotalSeconds.ToString(CultureInfo.InvariantCulture), .. command.Arguments,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    async Task WaitAsync()
    {
        await watchdog.WaitForExitAsync(CancellationToken.None);
        if (int.TryParse(await watchdog.StandardOutput.ReadLineAsync(CancellationToken.None), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            ExitStatus = status;
    }

    async Task OrderAsync(string order)
    {
        try
        {
            await watchdog.StandardInput.WriteLineAsync(order);
            watchdog.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Already gone, or already told to go.
        }
        await Exited;
    }
}
