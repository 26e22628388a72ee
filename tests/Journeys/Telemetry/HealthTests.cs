using System.Net;
using System.Text.Json.Nodes;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>What each process says of itself while something that it needs is away.</summary>
[Collection(TelemetryGroup.Name)]
public sealed class HealthTests(TelemetryFixture telemetry)
{
    [Fact]
    public async Task A_process_that_has_all_it_needs_is_healthy()
    {
        foreach (var instance in telemetry.Working.All)
            await SaysAsync(instance, HttpStatusCode.OK, "Healthy");
    }

    [Fact]
    public async Task Without_the_broker_the_ingress_is_ready_and_says_that_it_is_degraded_and_why()
    {
        var health = await SaysAsync(telemetry.Lacking.IngressWithoutBroker, HttpStatusCode.OK, "Degraded");

        Assert.Contains("what is to be published waits in the outbox", Reason(health, "rabbitmq"), StringComparison.Ordinal);
        var (_, all) = await telemetry.Lacking.IngressWithoutBroker.HealthAsync("/health");
        Assert.Contains("messages wait to be published", Reason(all, "outbox"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_database_the_ingress_lives_but_is_not_ready()
    {
        var health = await SaysAsync(telemetry.Lacking.IngressWithoutDatabase, HttpStatusCode.ServiceUnavailable, "Unhealthy");

        Assert.Equal("PostgreSQL does not answer", Reason(health, "postgres"));
        Assert.Equal(HttpStatusCode.OK, (await telemetry.Lacking.IngressWithoutDatabase.HealthAsync("/health/live")).Status);
    }

    [Fact]
    public async Task A_worker_that_holds_messages_is_ready_and_says_that_it_is_paused()
    {
        var health = await SaysAsync(telemetry.Lacking.PausedWorker, HttpStatusCode.OK, "Degraded");

        Assert.StartsWith("Paused: 1 messages", Reason(health, "paused"), StringComparison.Ordinal);
        var (_, all) = await telemetry.Lacking.PausedWorker.HealthAsync("/health");
        Assert.Contains("The SMTP server could not be used", Reason(all, "smtp"), StringComparison.Ordinal);
    }

    // On a busy machine a check of the database may run into its own time limit.
    static async Task<JsonNode> SaysAsync(Instance instance, HttpStatusCode status, string health)
    {
        JsonNode? said = null;
        await Eventually.HoldsAsync(async () =>
        {
            (var answered, said) = await instance.HealthAsync("/health/ready");
            Assert.Equal((status, health), (answered, (string?)said["status"]));
        });
        return said!;
    }

    static string Reason(JsonNode health, string check) => (string)health["checks"]![check]!["description"]!;
}
