using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>The endpoint of <see cref="Contracts.ApplyUser"/>: its queue, how much it takes at once, and its retries.</summary>
sealed class ApplyUserConsumerDefinition : ConsumerDefinition<ApplyUserConsumer>
{
    readonly ApplyUserOptions options;

    public ApplyUserConsumerDefinition(IOptions<ApplyUserOptions> options)
    {
        this.options = options.Value;
        EndpointName = Queues.ApplyUser;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<ApplyUserConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseWorkQueueArguments();
        endpointConfigurator.PrefetchCount = options.Prefetch;
        endpointConfigurator.ConcurrentMessageLimit = options.ConcurrentMessages;
        endpointConfigurator.PublishFaults = false;
        // The messages wait here, unacknowledged: with all slots waiting the endpoint takes no more, and the queue keeps the rest.
        Retry(endpointConfigurator, FailureKind.Transient, FailurePolicy.TransientWaits(Random.Shared));
        Retry(endpointConfigurator, FailureKind.Conflict, FailurePolicy.ConflictWaits(Random.Shared));
    }

    static void Retry(IReceiveEndpointConfigurator endpoint, FailureKind kind, TimeSpan[] waits) =>
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(exception => FailurePolicy.KindOf(exception) == kind);
            retry.Intervals(waits);
        });
}
