namespace Blink.Pipeline.Dev.Faults.Reporting;

/// <summary>What people see of a run: a line for each thing that happens.</summary>
sealed class RoundLines(IProgress<string> progress, TimeProvider timeProvider)
{
    const int ShownDifferences = 30;
    static readonly TimeSpan Repeat = TimeSpan.FromSeconds(10);

    long started = timeProvider.GetTimestamp();
    long waitedAt;

    public void Begin(RoundPlan plan)
    {
        started = timeProvider.GetTimestamp();
        progress.Report($"Round {plan.Number} (seed {plan.Seed}): {string.Join(" + ", plan.Faults.Select(fault => fault.Name))}");
    }

    /// <summary>Shows a sentence.</summary>
    public void Say(string sentence) => progress.Report($"  {timeProvider.GetElapsedTime(started).TotalSeconds,5:0.0} s  {sentence}");

    /// <summary>Shows what is waited for, but not each second anew.</summary>
    public void Wait(string sentence)
    {
        var now = timeProvider.GetTimestamp();
        if (timeProvider.GetElapsedTime(waitedAt, now) < Repeat) return;
        waitedAt = now;
        Say(sentence);
    }

    public void End(RoundResult result)
    {
        progress.Report(
            $"  {result.Acknowledged} changes acknowledged; struck {result.Struck.TotalSeconds:0} s, at rest {result.Rested.TotalSeconds:0} s later; {result.Differences.Count} differences");
        foreach (var difference in result.Differences.Take(ShownDifferences))
            progress.Report($"  DIFFERS: {difference.Field} of {difference.User}: expected {difference.Expected ?? "–"}, found {difference.Found ?? "–"}");
        if (result.Differences.Count > ShownDifferences) progress.Report($"  … and {result.Differences.Count - ShownDifferences} more");
    }
}
