namespace Blink.Pipeline.Dev.Faults.Reporting;

/// <summary>What people see of a run: a line for each thing that happens.</summary>
sealed class RoundLines(IProgress<string> progress, TimeProvider timeProvider)
{
    const int ShownDifferences = 30;
    static readonly TimeSpan Repeat = TimeSpan.FromSeconds(10);

    long started;
    long saidAt;
    string said = "";

    public void Begin(RoundPlan plan)
    {
        started = timeProvider.GetTimestamp();
        progress.Report($"Round {plan.Number} (seed {plan.Seed}): {string.Join(" + ", plan.Faults.Select(fault => fault.Name))}");
    }

    /// <summary>Shows a sentence; the same kind of waiting only now and then.</summary>
    public void Say(string sentence)
    {
        var now = timeProvider.GetTimestamp();
        var kind = new string([.. sentence.Where(character => !char.IsDigit(character))]);
        if (kind == said && timeProvider.GetElapsedTime(saidAt, now) < Repeat) return;
        (said, saidAt) = (kind, now);
        progress.Report($"  {timeProvider.GetElapsedTime(started).TotalSeconds,5:0.0} s  {sentence}");
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
