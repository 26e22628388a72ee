using Blink.Pipeline.Ops.Console.Overview;
using Blink.Pipeline.Ops.Overview;
using Blink.Pipeline.Ops.Queues;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Console.Tests.Pages;

public sealed class FlowTests
{
    static readonly OverviewFigures Figures = new(12.34, 11, 0.5, [new("scim.outbox", 7, 61)], 5, 1_000, 9, 301, 3, 2, 4, 0, 0, 1, 0, 0);

    [Fact]
    public void Each_station_has_its_figure_and_the_level_of_its_reasons()
    {
        var steps = Flow.Of(Overview(Figures, [new(Names.ApplyUser, "work", "quorum", 40, 2, 0, 1.25, 1)]));

        Assert.Equal(["12.3", "7", "40", "11.0", "988", "–", "–", "4"], steps.Select(step => step.Figure));
        Assert.Equal(OverviewLevel.Amber, Station("scim.outbox").Level);
        Assert.Equal(OverviewLevel.Red, Station(Names.ApplyUser).Level);
        Assert.Equal(["2 unacked", "nobody consumes it"], Station(Names.ApplyUser).Notes.Take(2));
        Assert.Equal((OverviewLevel.Amber, "9 pending, oldest 5m 1s"), (Station("Accounts").Level, Station("Accounts").Notes[0]));
        Assert.Equal(OverviewLevel.Green, Station("Worker").Level);
        Assert.Equal((OverviewLevel.Red, "it is not there"), (Station(Names.NotifySyncErrors).Level, Assert.Single(Station(Names.NotifySyncErrors).Notes)));

        FlowStep Station(string title) => steps.Single(step => step.Title == title);
    }

    [Fact]
    public void What_is_beside_the_way_has_its_level_too()
    {
        var steps = Flow.Beside(Overview(Figures, [new("apply-user_error", "deadLetters", "quorum", 3, 0, 0, 0, 0)]));

        Assert.Equal(("2", OverviewLevel.Amber), (steps[0].Figure, steps[0].Level));
        Assert.Equal(["3 not collected"], steps[0].Notes);
    }

    [Fact]
    public void What_is_away_is_not_known_and_is_no_zero()
    {
        var steps = Flow.Of(Overview(null, null)).Concat(Flow.Beside(Overview(null, null)));

        Assert.All(steps, step => Assert.Equal("–", step.Figure));
    }

    static PipelineOverview Overview(OverviewFigures? figures, IReadOnlyList<QueueState>? queues) =>
        new(DateTimeOffset.UnixEpoch, OverviewVerdict.Of(figures, queues, "away", "away"), figures, queues, "away", "away");
}
