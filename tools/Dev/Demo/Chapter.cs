using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.EntraSimulator.Directory;
using Blink.Pipeline.EntraSimulator.Provisioning;
using Spectre.Console;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>One cycle: lets Entra work, shows how far everything is, waits until it has converged, and compares.</summary>
sealed class Chapter(OrganisationDirectory directory, ProvisioningService entra, PipelineReader reader, Check check, TimeProvider timeProvider)
{
    const int ShownDifferences = 20;
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan EscrowRetries = TimeSpan.FromMinutes(2);
    static readonly TimeSpan ShortestDeadline = TimeSpan.FromMinutes(1);
    static readonly TimeSpan DeadlineForEachUser = TimeSpan.FromMilliseconds(10);

    static readonly CycleProgress Nothing = new() { Cycle = "" };

    volatile CycleProgress latest = Nothing;

    public async Task<ChapterResult> RunAsync(
        string title, Func<IProgress<CycleProgress>, CancellationToken, Task<CycleReport>> cycle, BrokerOutage? outage, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetUtcNow();
        latest = Nothing;
        var result = await ProgressView.ShowAsync(title, timeProvider, async view =>
        {
            var totals = await CycleAsync(view, cycle, outage, cancellationToken);
            var ended = timeProvider.GetTimestamp();
            var expected = check.Expect(directory, entra.ScimIds);
            var differences = await ConvergeAsync(view, expected, cancellationToken);
            var converged = timeProvider.GetElapsedTime(ended);
            var lag = await reader.SlowestLagAsync(started, cancellationToken);
            return new ChapterResult(title, totals, converged, lag, started, entra.Escrows.Count, expected.Count, differences);
        });
        Write(result);
        return result;
    }

    /// <summary>The cycle itself and, should anything have failed, what Entra would do over the next cycles.</summary>
    async Task<CycleProgress> CycleAsync(
        IChapterView view, Func<IProgress<CycleProgress>, CancellationToken, Task<CycleReport>> cycle, BrokerOutage? outage, CancellationToken cancellationToken)
    {
        var progress = new LatestProgress(this);
        var working = cycle(progress, cancellationToken);
        var stopped = outage?.RunAsync(() => latest, view, cancellationToken) ?? Task.CompletedTask;
        await ShowWhileAsync(working, view, cancellationToken);
        var report = await working;
        if (report.Escrows.Count > 0)
        {
            view.Say($"{report.Escrows.Count} users were not acknowledged; trying them again.");
            await entra.RetryEscrowsAsync(EscrowRetries, null, cancellationToken);
        }

        await ShowWhileAsync(stopped, view, cancellationToken);
        await stopped;
        return report.Totals;
    }

    async Task ShowWhileAsync(Task working, IChapterView view, CancellationToken cancellationToken)
    {
        while (!working.IsCompleted)
        {
            await ShowAsync(view, cancellationToken);
            await Task.WhenAny(working, Task.Delay(Poll, timeProvider, cancellationToken));
        }
    }

    /// <summary>
    /// Waits until nothing differs any more: a user may be rejected for a moment, until another one's change that frees its
    /// e-mail is applied. What still differs at the deadline differs.
    /// </summary>
    async Task<IReadOnlyList<Difference>> ConvergeAsync(IChapterView view, IReadOnlyList<Expectation> expected, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var deadline = ShortestDeadline + (expected.Count * DeadlineForEachUser);
        while (true)
        {
            var pending = await ShowAsync(view, cancellationToken);
            var late = timeProvider.GetElapsedTime(started) > deadline;
            if (late || (pending == 0 && check.MailDifferences().Count == 0))
            {
                IReadOnlyList<Difference> differences = [.. await check.AccountDifferencesAsync(expected, cancellationToken), .. check.MailDifferences()];
                if (late || differences.Count == 0) return differences;
            }

            await Task.Delay(Poll, timeProvider, cancellationToken);
        }
    }

    async Task<long> ShowAsync(IChapterView view, CancellationToken cancellationToken)
    {
        await check.ReadMailsAsync(cancellationToken);
        var progress = await reader.ProgressAsync(cancellationToken);
        var cycle = latest;
        view.Show(new ChapterState(cycle.Acknowledged, cycle.Users, progress, check.ToMail(directory), check.Mailed));
        return progress.Pending;
    }

    static void Write(ChapterResult result)
    {
        if (result.Differences.Count == 0)
        {
            AnsiConsole.MarkupLineInterpolated($"[green]{result.Compared:N0} users of the directory compared with their accounts, field by field: no difference.[/]");
            return;
        }

        var table = new Table().Title($"Not as the directory says: {result.Differences.Count:N0}").AddColumns("User", "Field", "Expected", "Found");
        foreach (var difference in result.Differences.Take(ShownDifferences))
        {
            table.AddRow(new[] { difference.User.ToString(), difference.Field, difference.Expected ?? "–", difference.Found ?? "–" }.Select(Markup.Escape).ToArray());
        }

        AnsiConsole.Write(table);
    }

    sealed class LatestProgress(Chapter chapter) : IProgress<CycleProgress>
    {
        public void Report(CycleProgress value) => chapter.latest = value;
    }
}
