using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Bus;
using MassTransit;

namespace Blink.Pipeline.NotificationWorker.SyncErrors;

sealed class SyncErrorConsumerDefinition : ConsumerDefinition<SyncErrorConsumer>
{
    public SyncErrorConsumerDefinition()
    {
        EndpointName = Queues.NotifySyncErrors;
        ConcurrentMessageLimit = 16;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<SyncErrorConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseWorkQueue(context);
        // Nobody waits for the answer to an event: a failure is a dead letter, not one more message.
        endpointConfigurator.PublishFaults = false;
        // Without AnyMessageType, a message goes by its MT-MessageType header, and one that is neither of ours is skipped.
        endpointConfigurator.ClearSerialization();
        endpointConfigurator.UseRawJsonSerializer();
        endpointConfigurator.UseRawJsonDeserializer(RawSerializerOptions.AddTransportHeaders | RawSerializerOptions.CopyHeaders, isDefault: true);
    }
}
