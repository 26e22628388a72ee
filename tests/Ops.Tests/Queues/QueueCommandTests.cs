using Blink.Pipeline.Testing;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.Queues;

public sealed class QueueCommandTests(OpsServers ops) : IClassFixture<OpsServers>
{
    [Fact]
    public async Task Every_queue_is_listed_with_its_depth_and_purpose()
    {
        await ops.Broker.PublishAsync(Names.ErrorQueueOf(Names.ApplyUser), "{}");

        // The management API's numbers are some seconds old.
        await Eventually.HoldsAsync(async () =>
        {
            var queues = (await ops.JsonAsync("queues")).EnumerateArray().ToDictionary(queue => queue.GetProperty("name").GetString()!);
            Assert.Equal((3 * Names.Work.Count) + 1, queues.Count);
            Assert.Equal("work", queues[Names.ApplyUser].GetProperty("kind").GetString());
            Assert.Equal("quorum", queues[Names.ApplyUser].GetProperty("type").GetString());
            Assert.Equal("deadLetters", queues[Names.ErrorQueueOf(Names.ApplyUser)].GetProperty("kind").GetString());
            Assert.Equal(1, queues[Names.ErrorQueueOf(Names.ApplyUser)].GetProperty("ready").GetInt64());
        });
        Assert.Contains("dead letters", await ops.TextAsync("queues"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_again_changes_nothing() =>
        Assert.Equal(0, (await ops.JsonAsync("migrate")).GetProperty("scripts").GetArrayLength());
}
