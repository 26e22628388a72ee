using System.Text;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;
using RabbitMQ.Client;

namespace Blink.Pipeline.Platform.Tests.Bus;

public sealed class DeadLetterRouteTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_keeps_killing_its_worker_ends_among_the_dead_letters()
    {
        await using var broker = await DeclaredAsync();
        await broker.PublishAsync(Queues.ApplyUser, "killer");

        await ReturnAsync(broker, Queues.ApplyUser, times: QueueArguments.DeliveryLimit + 1);

        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.DeadLetters) == 1);
        var letter = await broker.GetAsync(Queues.DeadLetters);
        Assert.Equal("killer", Encoding.UTF8.GetString(letter!.Body.Span));
        Assert.Equal(Queues.ApplyUser, Encoding.UTF8.GetString((byte[])letter.BasicProperties.Headers!["x-first-death-queue"]!));
    }

    [Fact]
    public async Task A_dead_letter_that_keeps_killing_its_collector_is_not_lost()
    {
        await using var broker = await DeclaredAsync();
        await broker.PublishAsync(Queues.ErrorQueueOf(Queues.ApplyUser), "killer");

        await ReturnAsync(broker, Queues.ErrorQueueOf(Queues.ApplyUser), times: QueueArguments.DeliveryLimit + 1);
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.DeadLetters) == 1);
        await ReturnAsync(broker, Queues.DeadLetters, times: QueueArguments.DeliveryLimit + 1);

        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.DeadLetters) == 1);
    }

    [Fact]
    public async Task Declaring_again_changes_nothing()
    {
        await using var broker = await DeclaredAsync();
        await broker.PublishAsync(Queues.ApplyUser, "kept");

        await Topology.DeclareAsync(broker.Uri, Token);

        Assert.Equal(1u, await broker.CountAsync(Queues.ApplyUser));
    }

    static async Task<TestBroker> DeclaredAsync()
    {
        var broker = await TestBroker.CreateAsync();
        await Topology.DeclareAsync(broker.Uri, Token);
        return broker;
    }

    // What a consumer's death looks like to the broker: its channel closes with the message unacknowledged.
    static async Task ReturnAsync(TestBroker broker, string queue, int times)
    {
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(Token);
        for (var time = 0; time < times; time++)
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
            await Eventually.HoldsAsync(async () => await channel.BasicGetAsync(queue, autoAck: false, Token) is not null);
        }
    }
}
