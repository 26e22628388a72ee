using System.Globalization;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.Overview;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Console.Overview;

/// <summary>The pipeline as it flows, from the request to the account and the mail. Pure: what was found decides.</summary>
static class Flow
{
    const string Unknown = "–";

    /// <summary>The way of a change, station by station.</summary>
    public static IReadOnlyList<FlowStep> Of(PipelineOverview overview) =>
    [
        new("Ingress", Rate(overview.Figures?.AcknowledgedPerSecond), "acknowledged/s", [], LevelOf(overview, "database")),
        Outbox(overview, "scim.outbox"),
        Queue(overview, Names.ApplyUser),
        new("Worker", Rate(overview.Figures?.AppliedPerSecond), "applied/s",
            [$"{Rate(overview.Figures?.RejectedPerSecond)} rejected/s"], LevelOf(overview, "resends")),
        Accounts(overview),
        Outbox(overview, "provisioning.outbox"),
        Queue(overview, Names.NotifySyncErrors),
        Mails(overview),
    ];

    /// <summary>What lies beside the way.</summary>
    public static IReadOnlyList<FlowStep> Beside(PipelineOverview overview) =>
    [
        new("Dead letters", Count(overview.Figures?.DeadLetters), "wait for an operator", Uncollected(overview), LevelOf(overview, ["dead-letters", .. LetterQueues(overview)]), "/dead-letters"),
        Outbox(overview, "operations.outbox"),
        Queue(overview, Names.SendInvite),
        new("Alerts", Count(overview.Figures?.AlertsOpen), "about synchronisations", [], LevelOf(overview, "alerts"), "/organisations?order=alerts"),
    ];

    /// <summary>The page that a reason leads to; null: there is none.</summary>
    public static string? PathOf(OverviewReason reason) => reason.About switch
    {
        "database" or "broker" => null,
        "pending" or "resends" => "/organisations?order=lag",
        "dead-letters" => "/dead-letters",
        "mails" => "/mails",
        "alerts" => "/organisations?order=alerts",
        _ => "/queues",
    };

    static FlowStep Outbox(PipelineOverview overview, string name)
    {
        var outbox = overview.Figures?.Outboxes.FirstOrDefault(one => one.Name == name);
        return new(
            name,
            Count(outbox?.Waiting),
            "in the outbox",
            outbox is { Waiting: > 0 } ? [$"oldest {Words.Span(TimeSpan.FromSeconds(outbox.AgeSeconds))}"] : [],
            LevelOf(overview, name));
    }

    static FlowStep Queue(PipelineOverview overview, string name)
    {
        var queue = overview.Queues?.FirstOrDefault(one => one.Name == name);
        return new(
            name,
            Count(queue?.Ready),
            "ready",
            queue is null
                ? overview.Queues is null ? [] : ["it is not there"]
                : [
                    $"{Words.Count(queue.Unacknowledged)} unacked",
                    queue.Consumers == 0 ? "nobody consumes it" : Words.Of(queue.Consumers, "consumer"),
                    $"in {Rate(queue.InPerSecond)}/s, out {Rate(queue.OutPerSecond)}/s",
                ],
            LevelOf(overview, name, "broker"),
            "/queues");
    }

    static FlowStep Accounts(PipelineOverview overview)
    {
        var figures = overview.Figures;
        return new(
            "Accounts",
            Count(figures?.Users - figures?.Pending - figures?.Rejected),
            "users applied",
            figures is null
                ? []
                : [
                    $"{Words.Count(figures.Pending)} pending{(figures.OldestPendingSeconds is { } age ? $", oldest {Words.Span(TimeSpan.FromSeconds(age))}" : "")}",
                    $"{Words.Count(figures.Rejected)} rejected",
                    Words.Of(figures.Organisations, "organisation"),
                ],
            LevelOf(overview, "pending"),
            "/organisations?order=lag");
    }

    static FlowStep Mails(PipelineOverview overview) => new(
        "Mails",
        Count(overview.Figures?.DigestsPending),
        "digests to go out",
        overview.Figures is { } figures
            ? [$"{Words.Of(figures.InvitesPending, "invite")} to go out", $"{Words.Count(figures.DigestsOverdue)} overdue, {Words.Count(figures.DigestsFailed)} failed"]
            : [],
        LevelOf(overview, "mails"),
        "/mails");

    static IReadOnlyList<string> Uncollected(PipelineOverview overview) =>
        overview.Queues?.Where(queue => queue.Kind == "deadLetters").Sum(queue => queue.Ready) is > 0 and var waiting
            ? [$"{Words.Count(waiting)} not collected"]
            : [];

    static IEnumerable<string> LetterQueues(PipelineOverview overview) =>
        (overview.Queues ?? []).Where(queue => queue.Kind == "deadLetters").Select(queue => queue.Name);

    static OverviewLevel LevelOf(PipelineOverview overview, params IEnumerable<string> abouts)
    {
        var about = abouts.ToHashSet();
        return overview.Verdict.Reasons.Where(reason => about.Contains(reason.About)).Select(reason => reason.Level).DefaultIfEmpty().Max();
    }

    static string Count(long? count) => count is { } known ? Words.Count(known) : Unknown;

    static string Rate(double? rate) => rate is { } known ? known.ToString("N1", CultureInfo.InvariantCulture) : Unknown;
}
