using System.Text;
using Blink.Pipeline.LocalServers.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Blink.Pipeline.Dev.Faults;

/// <summary>Messages that nobody can read. Each must end among the dead letters, and harm nothing else.</summary>
sealed class Poison(RabbitMqCluster broker, TimeProvider timeProvider)
{
    const string Exchange = "apply-user";
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly CreateChannelOptions WithConfirms = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    readonly HashSet<string> sent = [];
    readonly HashSet<string> confirmed = [];

    /// <summary>All that was sent; what was not confirmed may have arrived all the same.</summary>
    public IReadOnlyCollection<string> Sent => sent;

    /// <summary>All that the broker has confirmed and could not lose, so that it must be found.</summary>
    public IReadOnlyCollection<string> Confirmed => confirmed;

    /// <summary>Whether the broker may lose what is published now, though it has confirmed it.</summary>
    public bool MayBeLost { get; set; }

    /// <summary>Publishes some, each until the broker has confirmed it.</summary>
    public async Task PublishAsync(int count, CancellationToken cancellationToken)
    {
        for (var published = 0; published < count;)
        {
            try
            {
                await PublishOneAsync($"{{ \"poison\": {sent.Count + 1}, not quite", cancellationToken);
                published++;
            }
            catch (Exception exception) when (exception is BrokerUnreachableException or RabbitMQClientException or IOException or TimeoutException)
            {
                await Task.Delay(Pause, timeProvider, cancellationToken);
            }
        }
    }

    async Task PublishOneAsync(string body, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = broker.Nodes[0].AmqpUri, AutomaticRecoveryEnabled = false, ContinuationTimeout = TimeSpan.FromSeconds(5) };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            // Tried in turn: a node may be down.
            var hosts = broker.Nodes.Select(one => new AmqpTcpEndpoint(one.AmqpUri.Host, one.AmqpUri.Port)).ToList();
            await using var connection = await factory.CreateConnectionAsync(hosts, "poison", deadline.Token);
            await using var channel = await connection.CreateChannelAsync(WithConfirms, deadline.Token);
            var properties = new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, MessageId = $"{Guid.NewGuid()}" };
            sent.Add(body);
            await channel.BasicPublishAsync(Exchange, "", mandatory: true, properties, Encoding.UTF8.GetBytes(body), deadline.Token);
            if (!MayBeLost) confirmed.Add(body);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The broker did not answer.", exception);
        }
    }
}
