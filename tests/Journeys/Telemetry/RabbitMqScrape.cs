using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>What RabbitMQ's own plugin says, as prometheus.yml asks for it.</summary>
static class RabbitMqScrape
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The node as a whole.</summary>
    public static Task<Scrape> NodeAsync(TestBroker broker) => ReadAsync(broker, "/metrics");

    /// <summary>Queue by queue, those of one virtual host.</summary>
    public static async Task<Scrape> QueuesAsync(TestBroker broker)
    {
        Scrape? queues = null;
        // Quorum queues tell of themselves every five seconds.
        await Eventually.HoldsAsync(async () =>
        {
            queues = await ReadQueuesAsync(broker);
            return queues.Samples.Any(sample => sample.Name == "rabbitmq_detailed_queue_consumers");
        });
        return queues!;
    }

    static async Task<Scrape> ReadQueuesAsync(TestBroker broker)
    {
        var all = await ReadAsync(broker, "/metrics/detailed?family=queue_coarse_metrics&family=queue_consumer_count");
        var ours = $"\"{broker.VirtualHost}\"";
        return new Scrape(string.Join('\n', all.Text.Split('\n').Where(line => line.Contains(ours, StringComparison.Ordinal))));
    }

    static async Task<Scrape> ReadAsync(TestBroker broker, string path)
    {
        if (broker.Server.MetricsUrl is not { } address)
        {
            Assert.Skip("BLINK_RABBITMQ names a server, and BLINK_RABBITMQ_METRICS does not say where its Prometheus plugin is.");
            throw new InvalidOperationException();
        }
        using var http = new HttpClient { BaseAddress = address };
        return new Scrape(await http.GetStringAsync(path, Token));
    }
}
