namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>
/// Replays dead letters: for a few at a time, claim (commit), publish (confirm), settle with an audit record each (commit). Whatever it
/// dies between, the next run goes on from there; at worst a message is published a second time, which its version makes harmless.
/// </summary>
sealed class Replay(OpsSettings settings, TimeProvider timeProvider)
{
    // One confirm costs the broker a disk write; together they cost little more than one.
    const int LargestWindow = 20;

    /// <summary>Replays the letters that wait and fit at this moment, after those that a dead run has left half-way.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="progress">Is told how many are done so far.</param>
    /// <param name="cancellationToken">Stops it after the letters under way.</param>
    /// <returns>What it did.</returns>
    public async Task<RunResult> RunAsync(ReplayRequest request, Action<int> progress, CancellationToken cancellationToken)
    {
        // The broker first: without it there is no run worth recording.
        await using var publisher = await LetterPublisher.OpenAsync(settings.RabbitMq, timeProvider, cancellationToken);
        await using var run = await ReplayRun.StartAsync(settings.Postgres, request, timeProvider, cancellationToken);
        var takenOver = await run.TakeOverAsync(cancellationToken);
        var (done, tried, problem) = (0, 0, (string?)null);
        var refused = new SortedDictionary<long, RefusedLetter>();
        while (problem is null && await NextAsync(run, request, takenOver, tried, cancellationToken) is { Count: > 0 } letters)
        {
            var result = await publisher.PublishAsync(letters, run.Id);
            // Not to be cancelled: they are published, and ought to say so.
            done += await run.SettleAsync(result.Confirmed, CancellationToken.None);
            await run.ReleaseAsync([.. result.Refused.Select(letter => letter.Id)], CancellationToken.None);
            foreach (var letter in result.Refused)
                refused[letter.Id] = letter;
            (tried, problem) = (tried + letters.Count, result.Problem);
            progress(done);
            await PaceAsync(request, letters.Count, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
                problem ??= "it was stopped";
        }
        await run.EndAsync(problem is null, CancellationToken.None);
        return new RunResult(run.Id, run.Matched, done, takenOver, problem, [.. refused.Values]);
    }

    static async Task<IReadOnlyList<ReplayLetter>> NextAsync(
        ReplayRun run, ReplayRequest request, int takenOver, int tried, CancellationToken cancellationToken)
    {
        // A tenth of a second's worth at a time keeps the pace even.
        var window = request.RatePerSecond is { } rate ? Math.Clamp(rate / 10, 1, LargestWindow) : LargestWindow;
        if (tried < takenOver)
            return await run.TakenOverAsync(window, cancellationToken);
        var left = request.Limit is { } limit ? limit - (tried - takenOver) : int.MaxValue;
        return left > 0 ? await run.ClaimAsync(Math.Min(window, left), cancellationToken) : [];
    }

    async Task PaceAsync(ReplayRequest request, int published, CancellationToken cancellationToken)
    {
        if (request.RatePerSecond is { } rate)
            await Task.Delay(TimeSpan.FromSeconds((double)published / rate), timeProvider, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
