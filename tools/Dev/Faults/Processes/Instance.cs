using Blink.Pipeline.Dev.Running;

namespace Blink.Pipeline.Dev.Faults.Processes;

/// <summary>
/// One process of the pipeline that is started again whenever it ends, as a container engine would, however often. Who ends it says so
/// before: an end that nobody announced is noted.
/// </summary>
sealed class Instance(Service service, ServiceProcess process, TimeProvider timeProvider) : IAsyncDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    readonly CancellationTokenSource stopping = new();
    readonly List<UnexpectedEnd> ends = [];
    readonly Lock turn = new();
    Task running = Task.CompletedTask;
    volatile bool announced;
    volatile Task mayStart = Task.CompletedTask;

    /// <summary>Which of the four it is one of.</summary>
    public Service Service => service;

    /// <summary>The process.</summary>
    public ServiceProcess Process => process;

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Whether its health says that it can do its work.</summary>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => process.IsReadyWithinAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>Starts it and keeps it running from now on.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await process.StartAsync(cancellationToken);
        Starts++;
        running = KeepAsync();
    }

    /// <summary>Sends it a signal that ends it; it is started again.</summary>
    public async Task EndAsync(string signal, CancellationToken cancellationToken)
    {
        // Between its end and its next start a signal reaches nobody, and would hide that the next process ended by itself.
        if (process.Exited.IsCompleted) return;
        announced = true;
        await process.SignalAsync(signal, cancellationToken);
    }

    /// <summary>Keeps it from being started again after its end, until this is disposed.</summary>
    public IDisposable HoldDown()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        mayStart = released.Task;
        return new Release(released);
    }

    /// <summary>Ends that nobody announced, since the last time that this was asked.</summary>
    public IReadOnlyList<UnexpectedEnd> TakeUnexpectedEnds()
    {
        lock (turn)
        {
            UnexpectedEnd[] taken = [.. ends];
            ends.Clear();
            return taken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await process.DisposeAsync();
        stopping.Dispose();
    }

    async Task KeepAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var becameReady = await process.IsReadyWithinAsync(Longest, stopping.Token);
            await process.Exited.WaitAsync(stopping.Token);
            Note(becameReady);
            await Task.Delay(Pause, timeProvider, stopping.Token);
            await mayStart.WaitAsync(stopping.Token);
            await process.LaunchAsync(stopping.Token);
            Starts++;
        }
    }

    void Note(bool becameReady)
    {
        if (!announced)
        {
            lock (turn) ends.Add(new UnexpectedEnd(process.Name, process.ExitStatus, becameReady, process.LogTail));
        }

        announced = false;
    }

    sealed class Release(TaskCompletionSource released) : IDisposable
    {
        public void Dispose() => released.TrySetResult();
    }
}
