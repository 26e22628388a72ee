using System.CommandLine;
using System.Globalization;
using Blink.Pipeline.Ops.Overview;
using Blink.Pipeline.Ops.Queues;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class OverviewCommand
{
    /// <summary>The exit codes of a verdict that is not green, so that a script sees it.</summary>
    public const int Amber = 3;
    public const int Red = 4;

    const string Bars = "▁▂▃▄▅▆▇█";

    // One bar a minute.
    const int BarsOfAnHour = 60;

    public static Command Create()
    {
        var watch = CommonOptions.Watch();
        return new Command("overview", "The pipeline at a glance: is all well, and if not, why. Exit code 0 green, 3 amber, 4 red.") { watch }.Runs(async context =>
        {
            PipelineOverview? last = null;
            IReadOnlyList<OverviewSample> lastHour = [];
            await context.ShowAsync(watch, LookAsync, overview => Draw(overview, lastHour));
            return last!.Verdict.Level switch { OverviewLevel.Red => Red, OverviewLevel.Amber => Amber, _ => 0 };

            async Task<PipelineOverview> LookAsync()
            {
                last = await context.Use<OverviewReader>().ReadAsync(context.CancellationToken);
                lastHour = last.Figures is null || context.Get(GlobalOptions.Json)
                    ? []
                    : await context.Use<OverviewSamples>().LastHourAsync(context.CancellationToken);
                return last;
            }
        });
    }

    static Rows Draw(PipelineOverview overview, IReadOnlyList<OverviewSample> lastHour) => new(
    [
        new Markup($"{Level(overview.Verdict.Level)}  {Words.Time(overview.At)}"),
        .. overview.Verdict.Reasons.Select(reason => new Markup($"  {Dot(reason.Level)} {Words.Text(reason.Sentence)}")),
        new Markup(""),
        .. overview.Figures is { } figures ? Flow(figures, overview.Queues) : [],
        .. overview.Figures is null ? [] : LastHour(lastHour, overview.At),
    ]);

    static IEnumerable<IRenderable> Flow(OverviewFigures figures, IReadOnlyList<QueueState>? queues) =>
    [
        Tables.Of(
            ["Step", "#Now", "~What it says"],
            [
                ["ingress", Rate(figures.AcknowledgedPerSecond), "acknowledged/s"],
                .. figures.Outboxes.Select(outbox => (IReadOnlyList<string>)
                    [outbox.Name, Waiting(outbox.Waiting), outbox.Waiting == 0 ? "empty" : $"oldest {Words.Span(TimeSpan.FromSeconds(outbox.AgeSeconds))}"]),
                .. (queues ?? []).Where(queue => queue.Kind == "work").Select(queue => (IReadOnlyList<string>)
                    [$"queue {queue.Name}", Waiting(queue.Ready + queue.Unacknowledged), Consumers(queue)]),
                ["worker", Rate(figures.AppliedPerSecond), $"applied/s, and {Rate(figures.RejectedPerSecond)} rejected/s"],
                ["accounts", Words.Count(figures.Users - figures.Pending - figures.Rejected), $"of {Words.Of(figures.Users, "user")} in {Words.Of(figures.Organisations, "organisation")} applied; {Words.Bad(figures.Rejected)} rejected"],
                ["pending", Waiting(figures.Pending), figures.OldestPendingSeconds is { } age ? $"oldest {Words.Span(TimeSpan.FromSeconds(age))}" : "nobody waits"],
                ["mails", Words.Count(figures.DigestsPending + figures.InvitesPending), $"to go out; {Words.Bad(figures.DigestsFailed)} digests failed"],
                ["dead letters", Words.Bad(figures.DeadLetters), "for an operator"],
                ["alerts", Words.Bad(figures.AlertsOpen), "about organisations' synchronisations"],
            ],
            ""),
    ];

    static IEnumerable<IRenderable> LastHour(IReadOnlyList<OverviewSample> samples, DateTimeOffset now)
    {
        return samples.Count == 0
            ? [new Markup("[grey]No picture of the last hour: 'ops serve' draws it.[/]\n")]
            :
            [
                new Markup("The last hour"),
                Tables.Facts(
                    Spark("acknowledged/s", sample => sample.AcknowledgedPerSecond),
                    Spark("applied/s", sample => sample.AppliedPerSecond),
                    Spark("pending", sample => sample.Pending)),
            ];

        (string, string) Spark(string name, Func<OverviewSample, double?> value) =>
            (name, Sparkline([.. samples.Select(sample => (sample.At, value(sample)))], now));
    }

    /// <summary>A bar for each of the last 60 minutes, as high as its highest value is beside the hour's; a space: nothing is known.</summary>
    internal static string Sparkline(IReadOnlyList<(DateTimeOffset At, double? Value)> samples, DateTimeOffset now)
    {
        var byMinute = samples.Where(sample => sample.Value is not null)
            .ToLookup(sample => (int)(now - sample.At).TotalMinutes, sample => sample.Value!.Value);
        var highest = byMinute.SelectMany(minute => minute).DefaultIfEmpty().Max();
        var bars = Enumerable.Range(0, BarsOfAnHour).Reverse().Select(minute => byMinute.Contains(minute) ? Bar(byMinute[minute].Max(), highest) : ' ');
        return $"{string.Concat(bars)} up to {highest.ToString("N0", CultureInfo.InvariantCulture)}";
    }

    static char Bar(double value, double highest) => Bars[highest <= 0 ? 0 : (int)Math.Min(Bars.Length - 1, value / highest * Bars.Length)];

    static string Level(OverviewLevel level) => level switch
    {
        OverviewLevel.Red => "[bold red]RED[/]",
        OverviewLevel.Amber => "[bold yellow]AMBER[/]",
        _ => "[bold green]GREEN[/]  all is well",
    };

    static string Dot(OverviewLevel level) => level == OverviewLevel.Red ? "[red]●[/]" : "[yellow]●[/]";

    static string Waiting(long count) => count == 0 ? "0" : $"[yellow]{Words.Count(count)}[/]";

    static string Consumers(QueueState queue) => queue.Consumers == 0 ? "[red]nobody consumes it[/]" : Words.Of(queue.Consumers, "consumer");

    static string Rate(double rate) => rate.ToString("N1", CultureInfo.InvariantCulture);
}
