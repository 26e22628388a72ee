using Spectre.Console;

namespace Blink.Pipeline.Dev.Demo;

static class ProgressView
{
    /// <summary>Runs the work with a view that fits where the output goes.</summary>
    public static Task<T> ShowAsync<T>(string title, TimeProvider timeProvider, Func<IChapterView, Task<T>> work)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule($"[bold]{Markup.Escape(title)}[/]").LeftJustified());
        return Console.IsOutputRedirected
            ? work(new ChapterLines(timeProvider))
            : AnsiConsole.Progress()
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new CountColumn(), new ElapsedTimeColumn())
                .StartAsync(context => work(new ChapterBars(context)));
    }
}
