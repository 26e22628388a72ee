using Blink.Pipeline.Contracts;
using Blink.Pipeline.Dev.Faults.Network;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.LocalServers.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Blink.Pipeline.Dev.Faults.Kinds;

/// <summary>RabbitMQ that is killed, emptied, or loses nodes.</summary>
static class BrokerFaults
{
    const string Hurts = "RabbitMQ";
    static readonly TimeSpan Confirmed = TimeSpan.FromSeconds(30);

    public static IEnumerable<Fault> All { get; } =
    [
        new("broker-kill", Hurts, "kill -9 of every RabbitMQ node, and a start some seconds later", KillAsync),
        new("broker-wipe", Hurts, "RabbitMQ loses all its data and starts empty", WipeAsync) { LosesMessages = true },
        new("broker-purge", Hurts, "the workers are killed, and the work queues purged, several times", PurgeAsync) { LosesMessages = true },
        new("broker-leader", Hurts, "kill -9 of the node that leads apply-user, and a start some seconds later", LoseLeaderAsync) { NeedsCluster = true },
        new("broker-majority", Hurts, "kill -9 of all nodes but one, and a start some seconds later", LoseMajorityAsync) { NeedsCluster = true },
    ];

    static async Task KillAsync(Strike strike, CancellationToken cancellationToken)
    {
        var broker = strike.Pipeline.Servers.RabbitMq;
        await LoseAsync(strike, broker.Nodes, cancellationToken);
    }

    static async Task WipeAsync(Strike strike, CancellationToken cancellationToken)
    {
        strike.Say("RabbitMQ loses its data");
        // Queues that are declared before all nodes have joined would live on those that had.
        var proxies = Service.All.Select(strike.Pipeline.Links.RabbitMq).ToList();
        foreach (var proxy in proxies) proxy.Weather = Weather.Fair with { Refuses = true };
        try
        {
            await strike.Pipeline.Servers.RabbitMq.WipeAsync(cancellationToken);
        }
        finally
        {
            foreach (var proxy in proxies) proxy.Weather = Weather.Fair;
        }

        strike.Say("RabbitMQ is back, empty");
    }

    static async Task PurgeAsync(Strike strike, CancellationToken cancellationToken)
    {
        for (var times = strike.Random.Next(2, 6); times > 0; times--)
        {
            // While workers run there is hardly ever anything to purge.
            var workers = strike.Pipeline.Fleet.Of(Service.ProvisioningWorker).Concat(strike.Pipeline.Fleet.Of(Service.NotificationWorker)).ToList();
            var held = workers.ConvertAll(worker => worker.HoldDown());
            try
            {
                foreach (var worker in workers) await worker.EndAsync("KILL", cancellationToken);
                await strike.LastAsync(strike.Length(1, 5), cancellationToken);
                strike.Say($"{await PurgeOnceAsync(strike.Pipeline.Servers.RabbitMq, cancellationToken)} messages purged");
            }
            finally
            {
                foreach (var hold in held) hold.Dispose();
            }

            await strike.LastAsync(strike.Length(1, 5), cancellationToken);
        }
    }

    static async Task LoseLeaderAsync(Strike strike, CancellationToken cancellationToken)
    {
        var broker = strike.Pipeline.Servers.RabbitMq;
        var queues = await broker.Nodes[0].QueuesAsync(cancellationToken);
        var leader = queues.FirstOrDefault(queue => queue.Name == Queues.ApplyUser)?.Leader;
        var index = broker.Names.ToList().IndexOf(leader ?? broker.Names[0]);
        await LoseAsync(strike, [broker.Nodes[Math.Max(0, index)]], cancellationToken);
    }

    static async Task LoseMajorityAsync(Strike strike, CancellationToken cancellationToken)
    {
        var nodes = strike.Pipeline.Servers.RabbitMq.Nodes.ToArray();
        strike.Random.Shuffle(nodes);
        await LoseAsync(strike, nodes[1..], cancellationToken);
    }

    static async Task LoseAsync(Strike strike, IReadOnlyList<RabbitMqServer> nodes, CancellationToken cancellationToken)
    {
        strike.Say($"kill -9 of {nodes.Count} of {strike.Pipeline.Servers.RabbitMq.Nodes.Count} RabbitMQ nodes");
        await Task.WhenAll(nodes.Select(node => node.KillAsync(cancellationToken)));
        try
        {
            await strike.LastAsync(strike.Length(3, 20), cancellationToken);
        }
        finally
        {
            await Task.WhenAll(nodes.Select(node => node.StartAsync(cancellationToken)));
        }

        strike.Say("every RabbitMQ node answers again");
    }

    static async Task<uint> PurgeOnceAsync(RabbitMqCluster broker, CancellationToken cancellationToken)
    {
        try
        {
            var factory = new ConnectionFactory { Uri = broker.Nodes[0].AmqpUri, AutomaticRecoveryEnabled = false, ContinuationTimeout = Confirmed };
            await using var connection = await factory.CreateConnectionAsync("purge", cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            uint purged = 0;
            foreach (var queue in Queues.Work) purged += await channel.QueuePurgeAsync(queue, cancellationToken);
            return purged;
        }
        catch (Exception exception) when (exception is BrokerUnreachableException or OperationInterruptedException or IOException)
        {
            // Another fault of the round has it down: there is nothing to purge.
            return 0;
        }
    }
}
