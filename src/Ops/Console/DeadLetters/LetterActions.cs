using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.Console.Parts;
using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Ops.Organisations;
using Microsoft.AspNetCore.Components;

namespace Blink.Pipeline.Ops.Console.DeadLetters;

/// <summary>What is done with dead letters: the same from the list, from a group and from the page of one.</summary>
static class LetterActions
{
    const int FailuresNamed = 3;

    /// <summary>Shows what a replay would do, and starts it; then goes where it can be watched.</summary>
    /// <param name="desk">Who asks.</param>
    /// <param name="address">Takes them there.</param>
    /// <param name="wanted">Which letters.</param>
    public static async Task ReplayAsync(this Desk desk, NavigationManager address, DeadLetterFilter wanted)
    {
        if (await desk.UpToNowAsync(Operation.PreviewReplay, wanted) is not { } filter || await desk.WordsOfAsync(filter) is not { } which)
            return;
        int? run = null;
        await desk.OpenAsync<ReplayDialog>(
            "Replay", new() { { dialog => dialog.Filter, filter }, { dialog => dialog.Which, which }, { dialog => dialog.Started, id => run = id } });
        if (run is { } started)
            address.NavigateTo($"{RunsPage.Path}/{started}");
    }

    /// <summary>Says what would be given up, asks for a reason, and does it.</summary>
    /// <param name="desk">Who asks.</param>
    /// <param name="wanted">Which letters.</param>
    /// <returns>Whether it was done.</returns>
    public static async Task<bool> DiscardAsync(this Desk desk, DeadLetterFilter wanted)
    {
        if (await desk.UpToNowAsync(Operation.DiscardLetters, wanted) is not { } filter || await desk.WordsOfAsync(filter) is not { } which)
            return false;
        var groups = await desk.DoAsync<DeadLetterReader, IReadOnlyList<DeadLetterGroup>>(
            Operation.DiscardLetters,
            (reader, _) => reader.GroupAsync(filter.ToDiscard(), DeadLetterGrouping.Failure, int.MaxValue, CancellationToken.None),
            done: null);
        if (groups.Value is { Count: 0 })
            desk.Say("None of them waits any more.");
        return groups.Value is { Count: > 0 } found && await desk.AskAsync<Discard, RunResult>(
            Question(which, found),
            Operation.DiscardLetters,
            (discard, actor, reason) => discard.RunAsync(filter, actor, reason, limit: null, CancellationToken.None),
            Said);
    }

    /// <summary>What was there when it was asked: what comes in while somebody still thinks is not taken with it.</summary>
    static async Task<DeadLetterFilter?> UpToNowAsync(this Desk desk, Operation operation, DeadLetterFilter wanted)
    {
        if (wanted.Ids is not null)
            return wanted;
        var newest = await desk.DoAsync<DeadLetterReader, IReadOnlyList<DeadLetter>>(
            operation, (reader, _) => reader.ListAsync(wanted with { Statuses = ["waiting", "replaying"] }, 1, CancellationToken.None), done: null);
        return newest.Value is { } letters ? wanted with { BeforeId = letters.Count > 0 ? letters[0].Id + 1 : 0 } : null;
    }

    static async Task<string?> WordsOfAsync(this Desk desk, DeadLetterFilter filter)
    {
        var organisations = await desk.DoAsync<OrganisationStore, IReadOnlyList<Organisation>>(
            Operation.See, (store, _) => store.ListAsync(CancellationToken.None), done: null);
        return organisations.Value is { } found ? FilterWords.Of(filter, OrganisationNames.Of(found)) : null;
    }

    static Question Question(string which, IReadOnlyList<DeadLetterGroup> groups)
    {
        var count = groups.Sum(group => group.Count);
        return new(
            $"Discard {Words.Of(count, "letter")}?",
            $"Which: {which}. {Failures(groups)}They stay to be looked at for a while, and are replayed no more; that cannot be undone.",
            $"Discard {Words.Count(count)}",
            NeedsReason: true,
            IsGrave: true);
    }

    static string Failures(IReadOnlyList<DeadLetterGroup> groups) =>
        $"How they failed: {string.Join("; ", groups.Take(FailuresNamed).Select(group => $"{Words.Count(group.Count)} × {group.Key}"))}"
            + $"{(groups.Count > FailuresNamed ? $"; and in {Words.Of(groups.Count - FailuresNamed, "other way")}" : "")}. ";

    static string Said(RunResult result) => result.Done == 0
        ? "None was discarded: none of them waits any more, or a replay that runs has taken it."
        : $"{Words.Of(result.Done, "letter")} discarded in run {result.RunId}.";
}
