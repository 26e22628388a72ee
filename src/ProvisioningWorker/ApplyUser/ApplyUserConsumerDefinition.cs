using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>The endpoint of <see cref="Contracts.ApplyUser"/>: its queue, and how much it takes at once.</summary>
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
        endpointConfigurator.UseWorkQueue(context);
        endpointConfigurator.PrefetchCount = options.Prefetch;
        endpointConfigurator.ConcurrentMessageLimit = options.ConcurrentMessages;
        endpointConfigurator.PublishFaults = false;
    }
}
