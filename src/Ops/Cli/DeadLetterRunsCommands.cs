using System.CommandLine;
using Blink.Pipeline.Ops.DeadLetters;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>Replays and discards as others see them: what runs, what came of it, and how to end one.</summary>
static class DeadLetterRunsCommands
{
    public static Command Create() => new("runs", "Replays and discards: those that run, and what came of the others.") { List(), Show(), Stop() };

    static Command List()
    {
        var unfinished = new Option<bool>("--unfinished") { Description = "Only those that run, or died and left letters half-way." };
        var limit = CommonOptions.Limit(20);
        var watch = CommonOptions.Watch();
        return new Command("list", "The runs, the newest first.") { unfinished, limit, watch }.Runs(context => context.ShowAsync(
            watch,
            () => context.Use<DeadLetterRuns>().ListAsync(context.Get(unfinished), context.Get(limit), context.CancellationToken),
            Table));
    }

    static Command Show()
    {
        var id = Id();
        var watch = CommonOptions.Watch();
        return new Command("show", "One run: who wanted what, how far it is, what it could not publish.") { id, watch }.Runs(context => context.ShowAsync(
            watch, () => context.Use<DeadLetterRuns>().FindAsync(context.Get(id), context.CancellationToken), One));
    }

    static Command Stop()
    {
        var id = Id();
        return new Command("stop", "End a replay early, wherever it runs. What it has not done waits on.") { id }.Runs(async context => context.Show(
            await context.Use<DeadLetterRuns>().StopAsync(context.Get(id), context.Actor, context.CancellationToken), One));
    }

    static Argument<int> Id() => new("RUN") { Description = "Its number, as 'runs list' shows it." };

    static IRenderable Table(IReadOnlyList<DeadLetterRun> runs) => Tables.Of(
        ["#Run", "Kind", "State", "#Done", "#Of", "?#Per s", "Who", "?Started", "?Ended", "~Why"],
        runs.Select(run => (IReadOnlyList<string>)
        [
            run.Id.ToString(),
            run.Kind,
            Words.State(run.State),
            Words.Count(run.Done),
            Words.Count(run.Total),
            Words.Count((long)run.DonePerSecond),
            Words.Text(run.Actor),
            Words.Time(run.StartedAt),
            Words.Time(run.EndedAt),
            Words.Text(run.Problem ?? run.Reason),
        ]),
        "Nothing was replayed or discarded yet.");

    static IRenderable One(DeadLetterRun run) => new Rows(
        Tables.Facts(
        [
            ("Run", $"{run.Id}, a {run.Kind}"),
            ("State", Words.State(run.State)),
            ("Who", Words.Text(run.Actor)),
            ("Why", Words.Text(run.Reason)),
            ("What", Words.Text(run.Criterion.ToString())),
            ("Started", Words.Time(run.StartedAt)),
            ("Ended", Words.Time(run.EndedAt)),
            ("Done", $"{Words.Count(run.Done)} of {Words.Count(run.Total)}"),
            ("Taken over", Words.Count(run.TakenOver)),
            ("Rate", run.RatePerSecond is { } rate ? $"{run.DonePerSecond} a second, of at most {rate}" : $"{run.DonePerSecond} a second"),
            ("Problem", Words.Text(run.Problem)),
            ("To be stopped", run.StopRequestedBy is { } who ? $"by {Words.Text(who)} at {Words.Time(run.StopRequestedAt)}" : "–"),
        ]),
        run.Refused.Count == 0 ? new Markup("") : Tables.Of(
            ["#Letter", "~Cannot be published because"],
            run.Refused.Select(letter => (IReadOnlyList<string>)[letter.Id.ToString(), Words.Text(letter.Problem)]),
            ""));
}
