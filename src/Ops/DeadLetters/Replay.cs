namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Replays dead letters: publishes them again to the queue that they failed in.</summary>
sealed class Replay(OpsSettings settings, TimeProvider timeProvider)
{
    /// <summary>Replays the letters that wait and fit at this moment, after those that a dead run has left half-way.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops it after the letters under way.</param>
    /// <returns>What it did.</returns>
    public async Task<RunResult> RunAsync(ReplayRequest request, Action<RunProgress> progress, CancellationToken cancellationToken)
    {
        await using var started = await StartAsync(request, cancellationToken);
        return await started.RunAsync(progress, cancellationToken);
    }

    /// <summary>Connects to both servers and writes the run's record; nothing is replayed yet.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Stops it; no run is started then.</param>
    /// <returns>The replay, to be run.</returns>
    public async Task<StartedReplay> StartAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        // The broker first: without it there is no run worth recording.
        var publisher = await LetterPublisher.OpenAsync(settings.RabbitMq, timeProvider, cancellationToken);
        try
        {
            var run = await ReplayRun.StartAsync(settings.Postgres, request, timeProvider, cancellationToken);
            return new StartedReplay(publisher, run, request, timeProvider);
        }
        catch
        {
            await publisher.DisposeAsync();
            throw;
        }
    }
}
