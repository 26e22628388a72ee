using Blink.Pipeline.Contracts;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys.Outages;

/// <summary>The queues of the running pipeline, whichever program declared them, as the broker has them.</summary>
public sealed class QueueTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    [Fact]
    public async Task Every_queue_is_a_durable_quorum_queue_and_every_message_has_a_way_out_of_it()
    {
        string[] ours = [.. Queues.Work, Queues.DeadLetters];
        // The last of them, as the workers themselves declare it: without the operations ever having run.
        await Eventually.HoldsAsync(async () => Assert.Empty(ours.Except((await pipeline.Broker.QueuesAsync()).Select(queue => queue.Name))));

        var all = await pipeline.Broker.QueuesAsync();
        Assert.All(all, queue => Assert.Equal(("quorum", true), (queue.Type, queue.Durable)));
        Assert.All(all.Where(queue => queue.Name != Queues.DeadLetters), queue =>
        {
            Assert.Equal(Queues.DeadLetters, queue.Arguments["x-dead-letter-exchange"]);
            Assert.Equal("at-least-once", queue.Arguments["x-dead-letter-strategy"]);
            Assert.Equal("reject-publish", queue.Arguments["x-overflow"]);
            Assert.Equal("20", queue.Arguments["x-delivery-limit"]);
        });
    }
}
