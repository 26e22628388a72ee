namespace Blink.Pipeline.Dev.Demo;

/// <summary>A line every few seconds, for logs.</summary>
sealed class ChapterLines(TimeProvider timeProvider) : IChapterView
{
    static readonly TimeSpan Gap = TimeSpan.FromSeconds(3);
    readonly long started = timeProvider.GetTimestamp();
    TimeSpan next = TimeSpan.Zero;

    public void Show(ChapterState state)
    {
        var elapsed = timeProvider.GetElapsedTime(started);
        if (elapsed < next || state.ToAcknowledge == 0) return;
        next = elapsed + Gap;
        Console.WriteLine(
            $"{elapsed.TotalSeconds,5:N0} s  acknowledged {state.Acknowledged:N0} of {state.ToAcknowledge:N0}, applied {state.Progress.Applied:N0}, " +
            $"rejected {state.Progress.Rejected:N0}, mailed {state.Mailed:N0} of {state.ToReject:N0}");
    }

    public void Say(string sentence) => Console.WriteLine(sentence);
}
