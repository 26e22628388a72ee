using Blink.Pipeline.Dev.Faults;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Tests.Faults;

/// <summary>
/// What of the fault suite every test run does: some minutes with fixed seeds and short faults. All of it for longer, and at full
/// length: <c>./dev faults</c>.
/// </summary>
[Collection(FaultyPipelines.Name)]
public sealed class FaultSelectionTests
{
    [Fact]
    public Task Nothing_is_lost_when_processes_and_servers_fail() => NothingIsLostAsync(
        seed: 11, nodes: 1, "kill-worker", "postgres-crash", "postgres-full", "smtp-drop", "reset-postgres", "kill-replay", "broker-wipe");

    [Fact]
    public Task Nothing_is_lost_when_a_cluster_loses_its_leader() => NothingIsLostAsync(seed: 12, nodes: 3, "broker-leader");

    static async Task NothingIsLostAsync(int seed, int nodes, params string[] faults)
    {
        var options = new FaultOptions
        {
            Seed = seed,
            Only = faults,
            Rounds = faults.Length,
            Length = TimeSpan.FromHours(1),
            Scale = 0.1,
            Users = 12,
            Nodes = nodes,
            LongestRest = TimeSpan.FromMinutes(10),
            Folder = DevFolder.Of($"faults-selection-{nodes}"),
        };
        IReadOnlyList<RoundResult> results;
        try
        {
            results = await new FaultRun(options, ServerPrograms.OfThisMachine, TimeProvider.System).RunAsync(new Diagnostics(), TestContext.Current.CancellationToken);
        }
        catch (LocalServersException e) when (Environment.GetEnvironmentVariable("CI") is not "true")
        {
            Assert.Skip(e.Message);
            throw;
        }

        Assert.Equal(faults.Length + 1, results.Count);
        Assert.Empty(results.SelectMany(result => result.Differences.Select(difference => (result.Plan.Number, difference))));
    }
}
