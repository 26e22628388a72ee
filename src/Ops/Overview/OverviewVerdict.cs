using System.Globalization;
using Blink.Pipeline.Ops.Queues;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Overview;

/// <summary>How urgent the state of the pipeline is.</summary>
public enum OverviewLevel
{
    /// <summary>Nothing to do.</summary>
    Green,

    /// <summary>Somebody should look, in the morning.</summary>
    Amber,

    /// <summary>Somebody has to look now: changes do not reach the accounts.</summary>
    Red,
}

/// <summary>One reason for a verdict.</summary>
/// <param name="Level">How urgent this alone is.</param>
/// <param name="Sentence">In words, with the figure.</param>
/// <param name="About">
/// Where to look: the name of an outbox or a queue, or <c>database</c>, <c>broker</c>, <c>pending</c>, <c>dead-letters</c>, <c>mails</c>,
/// <c>alerts</c> or <c>resends</c>.
/// </param>
sealed record OverviewReason(OverviewLevel Level, string Sentence, string About);

/// <summary>Green, amber or red, and why. Pure: what was found decides.</summary>
/// <param name="Level">The most urgent of the reasons; green without any.</param>
/// <param name="Reasons">The most urgent first.</param>
sealed record OverviewVerdict(OverviewLevel Level, IReadOnlyList<OverviewReason> Reasons)
{
    // Fresh changes are applied within a second; a long initial sync in a healthy queue may take an hour, and is amber meanwhile.
    public static readonly TimeSpan PendingAmber = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan PendingRed = TimeSpan.FromHours(2);

    // A healthy outbox is empty within a second, and a broker that restarts is found again within half a minute.
    public static readonly TimeSpan OutboxAmber = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan OutboxRed = TimeSpan.FromMinutes(10);

    /// <summary>Judges.</summary>
    /// <param name="figures">What the database says; null: it is away.</param>
    /// <param name="queues">What the broker says; null: it is away.</param>
    /// <param name="databaseProblem">Why there are no figures.</param>
    /// <param name="brokerProblem">Why there are no queues.</param>
    /// <returns>The verdict.</returns>
    public static OverviewVerdict Of(
        OverviewFigures? figures, IReadOnlyList<QueueState>? queues, string? databaseProblem, string? brokerProblem)
    {
        var found = new[]
            {
                When(figures is null, OverviewLevel.Red, $"The database gives no figures: {databaseProblem}", "database"),
                // Organisations notice nothing of it, and the management plug-in may be away alone.
                When(queues is null, OverviewLevel.Amber, $"The broker's queues are not seen: {brokerProblem}", "broker"),
            }
            .Concat(figures is null ? [] : OfFigures(figures))
            .Concat(queues is null ? [] : OfMissing(queues))
            .Concat((queues ?? []).SelectMany(OfQueue));
        List<OverviewReason> reasons = [.. found.OfType<OverviewReason>().OrderByDescending(reason => reason.Level)];
        return new(reasons.Count == 0 ? OverviewLevel.Green : reasons[0].Level, reasons);
    }

    static IEnumerable<OverviewReason?> OfFigures(OverviewFigures figures) =>
    [
        Above(figures.OldestPendingSeconds ?? 0, PendingAmber, PendingRed,
            age => $"The oldest of {Count(figures.Pending, "pending change")} waits for {age} to be applied.", "pending"),
        .. figures.Outboxes.Select(outbox => Above(outbox.AgeSeconds, OutboxAmber, OutboxRed,
            age => $"{Count(outbox.Waiting, "message")} in {outbox.Name}, the oldest for {age}: the relay or the broker does not take {(outbox.Waiting == 1 ? "it" : "them")}.", outbox.Name)),
        When(figures.DeadLetters > 0, OverviewLevel.Amber, $"{Count(figures.DeadLetters, "dead letter")} for an operator to replay or discard.", "dead-letters"),
        When(figures.DigestsFailed > 0, OverviewLevel.Amber, $"{Count(figures.DigestsFailed, "digest")} refused for good by the SMTP server.", "mails"),
        When(figures.DigestsOverdue > 0, OverviewLevel.Amber, $"{Count(figures.DigestsOverdue, "digest")} overdue: the notification worker or the SMTP server is away.", "mails"),
        When(figures.AlertsOpen > 0, OverviewLevel.Amber, $"{Count(figures.AlertsOpen, "alert")} about organisations' synchronisations.", "alerts"),
        When(figures.ResentLately > 0, OverviewLevel.Amber, $"{Count(figures.ResentLately, "user")} had to be sent again by the reconciler and {(figures.ResentLately == 1 ? "is" : "are")} not in order yet.", "resends"),
    ];

    static IEnumerable<OverviewReason> OfMissing(IReadOnlyList<QueueState> queues) => Names.Work.Except(queues.Select(queue => queue.Name))
        .Select(name => new OverviewReason(OverviewLevel.Red, $"The queue {name} is not there, and what is meant for it waits: 'migrate' declares it.", name));

    static IEnumerable<OverviewReason?> OfQueue(QueueState queue) =>
    [
        When(Names.Work.Contains(queue.Name) && queue.Consumers == 0, OverviewLevel.Red,
            $"Nobody consumes {queue.Name}, in which {Count(queue.Ready, "message")} {(queue.Ready == 1 ? "waits" : "wait")}.", queue.Name),
        When(queue.Kind == "deadLetters" && queue.Ready > 0, OverviewLevel.Amber,
            $"{Count(queue.Ready, "message")} in {queue.Name} {(queue.Ready == 1 ? "was" : "were")} not collected: 'ops serve' does not run, or its collector is off.", queue.Name),
    ];

    static OverviewReason? Above(double seconds, TimeSpan amber, TimeSpan red, Func<string, string> sentence, string about) =>
        When(seconds >= amber.TotalSeconds, seconds >= red.TotalSeconds ? OverviewLevel.Red : OverviewLevel.Amber, sentence(Age(seconds)), about);

    static OverviewReason? When(bool holds, OverviewLevel level, string sentence, string about) => holds ? new(level, sentence, about) : null;

    static string Count(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    static string Age(double seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalMinutes: < 2 } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} seconds"),
        { TotalHours: < 2 } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} minutes"),
        var span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} hours"),
    };
}
