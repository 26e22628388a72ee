namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>
/// A replay under way: for a few letters at a time, claim (commit), publish (confirm), settle with an audit record each (commit).
/// Whatever it dies between, the next run goes on from there; at worst a message is published a second time, which its version makes
/// harmless.
/// </summary>
sealed class StartedReplay(LetterPublisher publisher, ReplayRun run, ReplayRequest request, TimeProvider timeProvider) : IAsyncDisposable
{
    // One confirm costs the broker a disk write; together they cost little more than one.
    const int LargestWindow = 20;

    readonly SortedDictionary<long, RefusedLetter> refused = [];
    int takenOver;
    int tried;
    int done;

    /// <summary>The run's number.</summary>
    public int RunId => run.Id;

    /// <summary>Replays until there is no more, somebody stops it, or the broker fails; then it ends the run.</summary>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops it after the letters under way.</param>
    /// <returns>What it did.</returns>
    public async Task<RunResult> RunAsync(Action<RunProgress> progress, CancellationToken cancellationToken)
    {
        takenOver = await run.TakeOverAsync(CancellationToken.None);
        var (outcome, problem) = await ReplayAllAsync(progress, cancellationToken);
        var result = new RunResult(run.Id, outcome, run.Matched, done, takenOver, problem, [.. refused.Values]);
        await run.EndAsync(result, CancellationToken.None);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await run.DisposeAsync();
        await publisher.DisposeAsync();
    }

    async Task<(string Outcome, string? Problem)> ReplayAllAsync(Action<RunProgress> progress, CancellationToken cancellationToken)
    {
        var total = DeadLetterRun.TotalOf(run.Matched, takenOver, request.Limit);
        progress(new(0, total));
        while (true)
        {
            if (cancellationToken.IsCancellationRequested)
                return ("stopped", "it was stopped");
            if (await run.StopRequestedByAsync() is { } somebody)
                return ("stopped", $"{somebody} stopped it");
            if (await NextAsync() is not { Count: > 0 } letters)
                return ("completed", null);
            if (await PublishAsync(letters) is { } problem)
                return ("failed", problem);
            progress(new(done, total));
            await PaceAsync(letters.Count, cancellationToken);
        }
    }

    async Task<IReadOnlyList<ReplayLetter>> NextAsync()
    {
        // A tenth of a second's worth at a time keeps the pace even.
        var window = request.RatePerSecond is { } rate ? Math.Clamp(rate / 10, 1, LargestWindow) : LargestWindow;
        if (tried < takenOver)
            return await run.Letters.TakenOverAsync(window, CancellationToken.None);
        var left = request.Limit is { } limit ? limit - (tried - takenOver) : int.MaxValue;
        return left > 0 ? await run.Letters.ClaimAsync(Math.Min(window, left), CancellationToken.None) : [];
    }

    // Not to be cancelled: what is published ought to be recorded.
    async Task<string?> PublishAsync(IReadOnlyList<ReplayLetter> letters)
    {
        var result = await publisher.PublishAsync(letters, run.Id);
        done += await run.Letters.SettleAsync(result.Confirmed, CancellationToken.None);
        await run.Letters.ReleaseAsync([.. result.Refused.Select(letter => letter.Id)], CancellationToken.None);
        foreach (var letter in result.Refused)
            refused[letter.Id] = letter;
        tried += letters.Count;
        return result.Problem;
    }

    async Task PaceAsync(int published, CancellationToken cancellationToken)
    {
        if (request.RatePerSecond is { } rate)
            await Task.Delay(TimeSpan.FromSeconds((double)published / rate), timeProvider, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
