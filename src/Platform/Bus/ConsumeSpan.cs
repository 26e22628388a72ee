using System.Diagnostics;
using Blink.Pipeline.Platform.Telemetry;
using MassTransit;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>Makes a span of the handling of each message, below the span that published it.</summary>
/// <param name="queue">The endpoint's queue.</param>
sealed class ConsumeSpan(string queue) : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var traceparent = context.TransportHeaders.Get<string>("traceparent");
        using var span = PipelineTelemetry.StartFrom($"process {queue}", ActivityKind.Consumer, traceparent);
        span?.SetTag("messaging.system", "rabbitmq").SetTag("messaging.destination.name", queue);
        try
        {
            await next.Send(context);
        }
        catch (Exception exception)
        {
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", exception.GetType().FullName);
            throw;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("span");
}
