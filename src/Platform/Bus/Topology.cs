using Blink.Pipeline.Contracts;
using RabbitMQ.Client;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>
/// Declares every queue as MassTransit declares it, so that what comes first is of no importance: work queues, their
/// <c>_error</c> and <c>_skipped</c>, and the queue for what the broker itself gives up on.
/// </summary>
public static class Topology
{
    /// <summary>Declares them over a connection of its own; declaring again changes nothing.</summary>
    /// <param name="address">The broker, as <see cref="RabbitMqOptions.Uri"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task that ends when all are declared.</returns>
    public static async Task DeclareAsync(Uri address, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = address, AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync("topology", cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await DeclareAsync(channel, cancellationToken);
    }

    /// <summary>Declares them over an open channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task that ends when all are declared.</returns>
    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await DeclareAsync(channel, Queues.DeadLetters, QueueArguments.DeadLetters, cancellationToken);
        foreach (var queue in Queues.Work.SelectMany(work => new[] { work, Queues.ErrorQueueOf(work), Queues.SkippedQueueOf(work) }))
            await DeclareAsync(channel, queue, QueueArguments.Work, cancellationToken);
    }

    // Each queue has a fanout exchange of its name before it: MassTransit sends there, and the broker dead-letters there.
    static async Task DeclareAsync(
        IChannel channel, string queue, IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(arguments), cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue, exchange: queue, routingKey: "", cancellationToken: cancellationToken);
    }
}
