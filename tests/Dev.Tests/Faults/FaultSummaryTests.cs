using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.Dev.Faults;
using Blink.Pipeline.Dev.Faults.Kinds;
using Blink.Pipeline.Dev.Faults.Reporting;

namespace Blink.Pipeline.Dev.Tests.Faults;

public sealed class FaultSummaryTests
{
    [Fact]
    public void The_summary_says_what_struck_and_what_differed()
    {
        var fault = FaultCatalogue.Find("kill-worker")!;
        var initial = Result(new RoundPlan(0, 7, []), []);
        var round = Result(new RoundPlan(1, 8, [fault]), [new Difference(Guid.Empty, "accounts", "3", "4")]) with { Strikes = [(fault, ["SIGKILL"])] };

        var summary = FaultSummary.Of(new FaultOptions { Seed = 7, Folder = "" }, "PostgreSQL 15, RabbitMQ 3.10", [initial, round]);

        Assert.Contains("PostgreSQL 15, RabbitMQ 3.10; 3 RabbitMQ nodes", summary, StringComparison.Ordinal);
        Assert.Contains("1 rounds with 1 faults in 2 minutes; 20 changes acknowledged.", summary, StringComparison.Ordinal);
        Assert.Contains("1 processes ended themselves because their consumer stood still", summary, StringComparison.Ordinal);
        Assert.Contains("**1 differences.**", summary, StringComparison.Ordinal);
        Assert.Contains("| 1 | `kill-worker` | 10 | 30 | 30 | 1 |", summary, StringComparison.Ordinal);
        Assert.Contains("| `kill-worker` | 1 |", summary, StringComparison.Ordinal);
    }

    static RoundResult Result(RoundPlan plan, IReadOnlyList<Difference> differences) =>
        new(plan, [], 10, 0, plan.Number, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), differences);
}
