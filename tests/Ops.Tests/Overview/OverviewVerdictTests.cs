using Blink.Pipeline.Ops.Overview;
using Blink.Pipeline.Ops.Queues;
using CsCheck;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.Overview;

public sealed class OverviewVerdictTests
{
    static readonly OverviewFigures Healthy = new(12, 12, 0, [new("scim.outbox", 0, 0), new("provisioning.outbox", 0, 0)], 5, 1_000, 0, null, 3, 0, 4, 0, 0, 1, 0, 0);

    static readonly IReadOnlyList<QueueState> Consumed = [.. Names.Work.Select(name => new QueueState(name, "work", "quorum", 0, 0, 1, 0, 0))];

    // Each of them alone is a worry.
    static readonly (OverviewLevel Level, Func<OverviewFigures, OverviewFigures> Of, string Word)[] Worries =
    [
        (OverviewLevel.Amber, figures => figures with { Pending = 9, OldestPendingSeconds = 301 }, "9 pending changes"),
        (OverviewLevel.Red, figures => figures with { Pending = 9, OldestPendingSeconds = 7_200 }, "2 hours"),
        (OverviewLevel.Amber, figures => figures with { Outboxes = [new("scim.outbox", 7, 61)] }, "7 messages in scim.outbox"),
        (OverviewLevel.Red, figures => figures with { Outboxes = [new("scim.outbox", 7, 600)] }, "10 minutes"),
        (OverviewLevel.Amber, figures => figures with { DeadLetters = 1 }, "1 dead letter"),
        (OverviewLevel.Amber, figures => figures with { DigestsFailed = 2 }, "2 digests"),
        (OverviewLevel.Amber, figures => figures with { DigestsOverdue = 2 }, "overdue"),
        (OverviewLevel.Amber, figures => figures with { AlertsOpen = 2 }, "2 alerts"),
        (OverviewLevel.Amber, figures => figures with { ResentLately = 2 }, "2 users had to be sent again by the reconciler and are not in order"),
        (OverviewLevel.Amber, figures => figures with { ResentLately = 1 }, "1 user had to be sent again by the reconciler and is not in order"),
    ];

    static readonly Gen<OverviewFigures> AnyFigures = Gen.Bool.Array[Worries.Length].Select(chosen =>
        Worries.Where((_, i) => chosen[i]).Aggregate(Healthy, (figures, worry) => worry.Of(figures)));

    static readonly Gen<IReadOnlyList<QueueState>?> AnyQueues = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Bool).Select((consumers, letters, away) =>
        away
            ? null
            : (IReadOnlyList<QueueState>)[.. Consumed.Select(queue => queue.Name == Names.ApplyUser ? queue with { Consumers = consumers } : queue), new("apply-user_error", "deadLetters", "quorum", letters, 0, 1, 0, 0)]);

    [Fact]
    public void A_healthy_pipeline_is_green_and_needs_no_reason()
    {
        var verdict = OverviewVerdict.Of(Healthy, Consumed, null, null);

        Assert.Equal(OverviewLevel.Green, verdict.Level);
        Assert.Empty(verdict.Reasons);
    }

    [Fact]
    public void Each_worry_alone_is_said_in_words_at_its_level() => Assert.All(Worries, worry =>
    {
        var verdict = OverviewVerdict.Of(worry.Of(Healthy), Consumed, null, null);

        Assert.Equal(worry.Level, verdict.Level);
        Assert.Contains(worry.Word, Assert.Single(verdict.Reasons).Sentence, StringComparison.Ordinal);
    });

    [Fact]
    public void The_level_is_that_of_the_worst_reason_which_comes_first() => Gen.Select(AnyFigures, AnyQueues).Sample((figures, queues) =>
    {
        var verdict = OverviewVerdict.Of(figures, queues, null, "it is away");

        Assert.Equal(verdict.Level, verdict.Reasons.Select(reason => reason.Level).DefaultIfEmpty(OverviewLevel.Green).Max());
        Assert.Equal(verdict.Reasons.OrderByDescending(reason => reason.Level), verdict.Reasons);
        Assert.Equal(queues is null, verdict.Reasons.Any(reason => reason.Sentence.Contains("it is away", StringComparison.Ordinal)));
    });

    [Fact]
    public void One_more_worry_never_makes_it_better() => Gen.Select(AnyFigures, AnyQueues, Gen.Int[0, Worries.Length - 1].Select(i => Worries[i])).Sample((figures, queues, worry) =>
    {
        var before = OverviewVerdict.Of(figures, queues, null, null);
        var after = OverviewVerdict.Of(worry.Of(figures) with
        {
            OldestPendingSeconds = Math.Max(figures.OldestPendingSeconds ?? 0, worry.Of(figures).OldestPendingSeconds ?? 0),
            Outboxes = [.. figures.Outboxes, .. worry.Of(figures).Outboxes],
        }, queues, null, null);

        Assert.True(after.Level >= before.Level && after.Level >= worry.Level);
    });

    [Fact]
    public void A_database_that_is_away_is_red_whatever_the_queues_say() => AnyQueues.Sample(queues =>
        Assert.Equal(OverviewLevel.Red, OverviewVerdict.Of(null, queues, "no answer", null).Level));

    [Fact]
    public void A_work_queue_that_nobody_consumes_is_red_and_names_itself()
    {
        var verdict = OverviewVerdict.Of(Healthy, [.. Consumed.Select(queue => queue.Name == Names.SendInvite ? queue with { Consumers = 0 } : queue)], null, null);

        Assert.Equal((OverviewLevel.Red, true), (verdict.Level, verdict.Reasons.Single().Sentence.Contains(Names.SendInvite, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_work_queue_that_is_not_there_is_red_and_says_what_declares_it()
    {
        var verdict = OverviewVerdict.Of(Healthy, [.. Consumed.Where(queue => queue.Name != Names.SendInvite)], null, null);

        var reason = Assert.Single(verdict.Reasons);
        Assert.Equal((OverviewLevel.Red, Names.SendInvite), (reason.Level, reason.About));
        Assert.Contains("'migrate' declares it", reason.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Queues_that_are_not_seen_are_not_said_to_be_missing() =>
        Assert.Equal("broker", Assert.Single(OverviewVerdict.Of(Healthy, null, null, "it is away").Reasons).About);
}
