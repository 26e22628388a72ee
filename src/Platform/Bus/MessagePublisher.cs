using System.Diagnostics;
using Blink.Pipeline.Platform.Telemetry;
using MassTransit;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>Publishes one message so that success means: a queue has it.</summary>
/// <param name="bus">The bus; it retries a broker that is away for hours, so every publish carries a deadline.</param>
public sealed class MessagePublisher(IBus bus)
{
    /// <summary>Publishes, and waits for the broker's confirm.</summary>
    /// <param name="message">The message, of one of the types of Contracts.</param>
    /// <param name="traceparent">The W3C trace context of the request that caused it; null: none.</param>
    /// <param name="deadline">Ends the waiting. A publish that it ends may still be delivered later; consumers allow for that.</param>
    /// <returns>A task that ends with the confirm, and fails without one.</returns>
    public async Task PublishAsync(object message, string? traceparent, CancellationToken deadline)
    {
        using var span = PipelineTelemetry.StartFrom($"publish {message.GetType().Name}", ActivityKind.Producer, traceparent);
        span?.SetTag("messaging.system", "rabbitmq");
        await bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context => Address(context, traceparent)), deadline);
    }

    static void Address(PublishContext context, string? traceparent)
    {
        // Unroutable must fail: RabbitMQ confirms a message that no queue takes, and drops it.
        context.TrySetMandatory();
        if ((Activity.Current?.Id ?? traceparent) is { } parent)
            context.Headers.Set("traceparent", parent);
    }
}

static class PublishContextExtensions
{
    public static void TrySetMandatory(this PublishContext context)
    {
        if (context.TryGetPayload(out RabbitMqSendContext? rabbitMq))
            rabbitMq.Mandatory = true;
    }
}
