using System.Threading.Channels;
using Blink.Pipeline.Ops.Queues;
using Blink.Pipeline.Platform.Bus;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>One connection's view of all queues of dead letters. Whatever is not acknowledged when it closes is handed out again.</summary>
sealed class DeadLetterConsumer : IAsyncDisposable
{
    readonly Channel<Delivery> deliveries = Channel.CreateUnbounded<Delivery>();
    readonly IConnection connection;
    readonly IChannel channel;
    readonly CancellationTokenSource closed = new();

    DeadLetterConsumer(IConnection connection, IChannel channel) => (this.connection, this.channel) = (connection, channel);

    /// <summary>Ends with the connection.</summary>
    public CancellationToken Closed => closed.Token;

    /// <summary>Connects, declares the queues, and consumes those of dead letters.</summary>
    /// <param name="address">The broker.</param>
    /// <param name="prefetchCount">The most messages of each queue that may be unacknowledged.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The consumer.</returns>
    public static async Task<DeadLetterConsumer> OpenAsync(Uri address, int prefetchCount, CancellationToken cancellationToken)
    {
        // Recovery is the collector's: it has to know that what it held is handed out again.
        var factory = new ConnectionFactory { Uri = address, AutomaticRecoveryEnabled = false, TopologyRecoveryEnabled = false };
        var connection = await factory.CreateConnectionAsync("dead-letter collector", cancellationToken);
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await Topology.DeclareAsync(channel, cancellationToken);
            var consumer = new DeadLetterConsumer(connection, channel);
            await consumer.ConsumeAsync((ushort)prefetchCount, cancellationToken);
            return consumer;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for letters, and gives those that are there.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>At least one, in the order in which the broker handed them out.</returns>
    /// <exception cref="ChannelClosedException">The connection is closed.</exception>
    public async Task<IReadOnlyList<Delivery>> ReadAsync(int most, CancellationToken cancellationToken)
    {
        var group = new List<Delivery> { await deliveries.Reader.ReadAsync(cancellationToken) };
        while (group.Count < most && deliveries.Reader.TryRead(out var delivery))
            group.Add(delivery);
        return group;
    }

    /// <summary>Acknowledges a group, and with it every letter that was read before.</summary>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task that ends when it is sent.</returns>
    public ValueTask AcknowledgeAsync(IReadOnlyList<Delivery> group, CancellationToken cancellationToken) =>
        channel.BasicAckAsync(group[^1].Tag, multiple: true, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
        closed.Dispose();
    }

    async Task ConsumeAsync(ushort prefetchCount, CancellationToken cancellationToken)
    {
        channel.ChannelShutdownAsync += (_, shutdown) => CloseAsync(shutdown.ReplyText);
        await channel.BasicQosAsync(0, prefetchCount, global: false, cancellationToken);
        foreach (var queue in DeadLetterQueues.All)
        {
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, message) => deliveries.Writer.WriteAsync(
                new Delivery(message.DeliveryTag, queue, new BasicProperties(message.BasicProperties), message.Body.ToArray()), CancellationToken.None).AsTask();
            // The broker cancels a consumer when its queue is deleted, or moves.
            consumer.UnregisteredAsync += (_, _) => CloseAsync($"the consumer of {queue} was cancelled");
            await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellationToken);
        }
    }

    async Task CloseAsync(string reason)
    {
        if (deliveries.Writer.TryComplete(new IOException(reason)))
            await closed.CancelAsync();
    }
}
