namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>
/// Runs replays in the background of <c>ops serve</c>, so that one goes on when the page that started it is closed. When the process is
/// told to end, each ends after the letters under way; when it is killed, the next replay goes on from there.
/// </summary>
sealed class ReplayRunner(Replay replay, ILogger<ReplayRunner> logger) : IHostedService, IDisposable
{
    // Each holds a connection to both servers.
    const int MostAtOnce = 8;

    // A replay holds its place from before it starts until it has recorded what it did.
    readonly SemaphoreSlim places = new(MostAtOnce);
    readonly CancellationTokenSource stopping = new();

    /// <summary>Starts a replay; <see cref="DeadLetterRuns"/> shows how far it is, and stops it.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Stops the starting, and nothing that is started.</param>
    /// <returns>The number of its run.</returns>
    /// <exception cref="OpsException">Too many run here already, or this process is about to end.</exception>
    public async Task<int> StartAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        if (stopping.IsCancellationRequested)
            throw new OpsException("This process is about to end: start the replay once more when it is back.");
        if (!places.Wait(0, CancellationToken.None))
            throw new OpsException($"{MostAtOnce} replays run here already: wait for one to end, or stop one.");
        try
        {
            var started = await replay.StartAsync(request, cancellationToken);
            _ = RunAsync(started);
            return started.RunId;
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops the replays, and waits until each has recorded what it did.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends with the last of them.</returns>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        for (var place = 0; place < MostAtOnce; place++)
            await places.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        places.Dispose();
        stopping.Dispose();
    }

    async Task RunAsync(StartedReplay started)
    {
        // The caller has its answer first.
        await Task.Yield();
        try
        {
            await using (started)
            {
                var result = await started.RunAsync(_ => { }, stopping.Token);
                logger.ReplayEnded(result.RunId, result.Outcome, result.Done, result.Problem);
            }
        }
        catch (Exception exception)
        {
            logger.ReplayDied(exception, started.RunId);
        }
        finally
        {
            places.Release();
        }
    }
}
