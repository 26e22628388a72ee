using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Bus;
using MassTransit;

namespace Blink.Pipeline.NotificationWorker.Invites;

sealed class SendInviteConsumerDefinition : ConsumerDefinition<SendInviteConsumer>
{
    public SendInviteConsumerDefinition()
    {
        EndpointName = Queues.SendInvite;
        ConcurrentMessageLimit = 4;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<SendInviteConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseWorkQueue(context);
        endpointConfigurator.PublishFaults = false;
    }
}
