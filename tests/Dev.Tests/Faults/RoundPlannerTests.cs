using Blink.Pipeline.Dev.Faults;
using Blink.Pipeline.Dev.Faults.Kinds;

namespace Blink.Pipeline.Dev.Tests.Faults;

public sealed class RoundPlannerTests
{
    const int Rounds = 200;

    [Fact]
    public void The_same_seed_plans_the_same_rounds()
    {
        Assert.Equal(Names(7), Names(7));
        Assert.NotEqual(Names(7), Names(8));
        Assert.Equal(Plans(7)[3].Chance(1).Next(), Plans(7)[3].Chance(1).Next());
    }

    [Fact]
    public void Every_fault_strikes_alone_before_any_does_so_twice()
    {
        var singles = Plans(1).Where(plan => plan.Faults.Count == 1).Select(plan => plan.Faults[0].Name).Take(FaultCatalogue.All.Count);

        Assert.Equal(FaultCatalogue.All.Select(fault => fault.Name).Order(), singles.Order());
    }

    [Fact]
    public void A_mixture_is_two_or_three_faults_that_hurt_different_things()
    {
        var mixtures = Plans(1).Where(plan => plan.Faults.Count > 1).ToList();

        Assert.Equal([2, 3], mixtures.Select(plan => plan.Faults.Count).Distinct().Order());
        Assert.All(mixtures, plan => Assert.Equal(plan.Faults.Count, plan.Faults.Select(fault => fault.Hurts).Distinct().Count()));
    }

    [Fact]
    public void What_takes_long_is_done_once() =>
        Assert.All(FaultCatalogue.All.Where(fault => fault.IsLong), fault => Assert.Single(Plans(1), plan => plan.Faults.Contains(fault)));

    [Fact]
    public void Faults_that_were_asked_for_come_one_a_round_and_in_order()
    {
        var asked = new[] { "postgres-away", "kill-worker" }.Select(name => FaultCatalogue.Find(name)!).ToList();
        var planner = new RoundPlanner(1, asked, inOrder: true);

        Assert.Equal(["postgres-away", "kill-worker", "postgres-away"], Enumerable.Range(0, 3).Select(_ => Assert.Single(planner.Next().Faults).Name));
    }

    [Fact]
    public void The_name_of_a_fault_is_its_own() =>
        Assert.Equal(FaultCatalogue.All.Count, FaultCatalogue.All.Select(fault => fault.Name).Distinct().Count());

    static List<RoundPlan> Plans(int seed)
    {
        var planner = new RoundPlanner(seed, FaultCatalogue.All, inOrder: false);
        return [.. Enumerable.Range(0, Rounds).Select(_ => planner.Next())];
    }

    static IEnumerable<string> Names(int seed) => Plans(seed).Select(plan => string.Join('+', plan.Faults.Select(fault => fault.Name)));
}
