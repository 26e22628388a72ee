using Blink.Pipeline.Dev.Checking;
using Spectre.Console;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>The numbers at the end.</summary>
sealed class Summary(PipelineReader reader, Maildir mails)
{
    const long WorthShowing = 10L * 1024 * 1024;

    public async Task WriteAsync(
        IReadOnlyList<ChapterResult> chapters, IReadOnlyList<(string Name, int Pid, long Bytes)> memory, string mailCopies, CancellationToken cancellationToken)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule("[bold]Summary[/]").LeftJustified());
        AnsiConsole.Write(Cycles(chapters));
        AnsiConsole.Write(await AccountsAsync(chapters, cancellationToken));
        if (memory.Count > 0) AnsiConsole.Write(Memory(memory));
        AnsiConsole.MarkupLineInterpolated($"{mails.Recipients.Count} mails: [bold]{mailCopies}[/]");
    }

    static Table Cycles(IReadOnlyList<ChapterResult> chapters)
    {
        var table = new Table().Title("What Entra saw").AddColumn("");
        foreach (var chapter in chapters) table.AddColumn(new TableColumn(Markup.Escape(chapter.Title.Replace(": ", "\n", StringComparison.Ordinal))).RightAligned());
        Row("users acknowledged", chapter => $"{chapter.Cycle.Acknowledged:N0} of {chapter.Cycle.Users:N0}");
        Row("created / found", chapter => $"{chapter.Cycle.Created:N0} / {chapter.Cycle.Matched:N0}");
        Row("updated", chapter => $"{chapter.Cycle.Updated:N0}");
        Row("disabled / restored / deleted", chapter => $"{chapter.Cycle.Disabled:N0} / {chapter.Cycle.Restored:N0} / {chapter.Cycle.Deleted:N0}");
        Row("managers set", chapter => $"{chapter.Cycle.ManagersSet:N0}");
        Row("requests", chapter => $"{chapter.Cycle.Requests:N0}");
        Row("writes acknowledged a second", chapter => $"{chapter.Cycle.Writes / Math.Max(0.001, chapter.Cycle.Elapsed.TotalSeconds):N0}");
        Row("requests a second", chapter => $"{chapter.Cycle.Requests / Math.Max(0.001, chapter.Cycle.Elapsed.TotalSeconds):N0}");
        Row("latency p50 / p99", chapter => $"{chapter.Cycle.LatencyP50.TotalMilliseconds:N1} / {chapter.Cycle.LatencyP99.TotalMilliseconds:N1} ms");
        Row("slowest, acknowledged to applied", chapter => $"{chapter.SlowestLag.TotalSeconds:N1} s");
        Row("cycle / until all was right", chapter => $"{chapter.Cycle.Elapsed.TotalSeconds:N1} / {chapter.Converged.TotalSeconds:N1} s");
        return table;

        void Row(string name, Func<ChapterResult, string> value) => table.AddRow([name, .. chapters.Select(value)]);
    }

    async Task<Table> AccountsAsync(IReadOnlyList<ChapterResult> chapters, CancellationToken cancellationToken)
    {
        var accounts = await reader.AccountsAsync(cancellationToken);
        var states = await reader.StatesAsync(cancellationToken);
        var decisions = await reader.DecisionsAsync(chapters[1].Started, cancellationToken);
        var table = new Table().Title("What became of them in Blink").AddColumn("").AddColumn(new TableColumn("users").RightAligned());
        Row("created", accounts.Count(account => account.LinkedBy == "created"));
        foreach (var by in accounts.Where(account => account.LinkedBy is not (null or "created")).CountBy(account => account.LinkedBy!).OrderBy(by => by.Key))
            Row($"linked by {by.Key.Replace('_', ' ')}", by.Value);
        Row("updated in the incremental cycles", decisions.GetValueOrDefault("update"));
        Row("disabled", accounts.Count(account => !account.Active));
        foreach (var reason in states.Values.Where(state => state.Outcome == "rejected").CountBy(state => state.Reason!).OrderBy(reason => reason.Key))
            Row($"rejected: {reason.Key.Replace('_', ' ')}", reason.Value);
        Row("named in a mail with an error", mails.People.Where(person => person.Status == "error").DistinctBy(person => person.UserName).Count());
        Row("named in a mail as resolved", mails.People.Where(person => person.Status == "resolved").DistinctBy(person => person.UserName).Count());
        return table;

        void Row(string name, long count) => table.AddRow(Markup.Escape(name), $"{count:N0}");
    }

    static Table Memory(IReadOnlyList<(string Name, int Pid, long Bytes)> memory)
    {
        var table = new Table().Title("Peak memory").AddColumn("process").AddColumn(new TableColumn("MB").RightAligned());
        foreach (var process in memory.DistinctBy(process => process.Name).Where(process => process.Bytes >= WorthShowing))
            table.AddRow(Markup.Escape(process.Name), $"[{(process.Bytes > MemoryPeaks.Limit ? "red" : "default")}]{process.Bytes / (1024.0 * 1024.0):N0}[/]");
        return table;
    }
}
