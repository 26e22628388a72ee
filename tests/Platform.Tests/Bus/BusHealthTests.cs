using Blink.Pipeline.Platform.Bus;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blink.Pipeline.Platform.Tests.Bus;

public sealed class BusHealthTests
{
    [Fact]
    public async Task A_process_that_only_publishes_is_degraded_without_the_broker_and_says_that_nothing_is_refused()
    {
        var entry = await BusEntryAsync(withConsumers: false);

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("waits in the outbox", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_consumes_can_do_nothing_without_the_broker()
    {
        var entry = await BusEntryAsync(withConsumers: true);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("messages wait in their queues", entry.Description, StringComparison.Ordinal);
    }

    // The one check of the bus: MassTransit's own is not there. It was never started, as with a broker that never answered.
    static async Task<HealthReportEntry> BusEntryAsync(bool withConsumers)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["RabbitMq:Uri"] = "amqp://127.0.0.1/";
        builder.AddBus(withConsumers ? _ => { } : null);
        await using var services = builder.Services.BuildServiceProvider();
        var report = await services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Tags.Contains("ready") && check.Name != "paused", TestContext.Current.CancellationToken);
        return Assert.Single(report.Entries).Value;
    }
}
