using Spectre.Console;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>Four bars on a terminal.</summary>
sealed class ChapterBars : IChapterView
{
    readonly ProgressTask acknowledged;
    readonly ProgressTask applied;
    readonly ProgressTask rejected;
    readonly ProgressTask mailed;

    public ChapterBars(ProgressContext context)
    {
        acknowledged = context.AddTask("acknowledged");
        applied = context.AddTask("applied");
        rejected = context.AddTask("rejected");
        mailed = context.AddTask("mailed");
    }

    public void Show(ChapterState state)
    {
        Set(acknowledged, state.Acknowledged, state.ToAcknowledge);
        Set(applied, state.Progress.Applied, Math.Max(state.Progress.Users, state.ToAcknowledge) - state.Progress.Rejected);
        Set(rejected, state.Progress.Rejected, state.ToReject);
        Set(mailed, state.Mailed, state.ToReject);
    }

    public void Say(string sentence) => AnsiConsole.MarkupLineInterpolated($"[yellow]{sentence}[/]");

    static void Set(ProgressTask bar, long value, long of)
    {
        bar.MaxValue = Math.Max(1, Math.Max(of, value));
        bar.Value = value;
    }
}
