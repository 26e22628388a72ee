using Blink.Pipeline.Platform.Bus;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Platform.Tests.Bus;

public sealed class BusHealthTests
{
    [Fact]
    public async Task A_process_that_only_publishes_is_ready_without_the_broker() =>
        Assert.DoesNotContain("ready", (await BusCheckAsync(withConsumers: false)).Tags);

    [Fact]
    public async Task A_process_that_consumes_is_not_ready_without_the_broker() =>
        Assert.Contains("ready", (await BusCheckAsync(withConsumers: true)).Tags);

    static async Task<HealthCheckRegistration> BusCheckAsync(bool withConsumers)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["RabbitMq:Uri"] = "amqp://127.0.0.1/";
        builder.AddBus(withConsumers ? _ => { } : null);
        await using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations
            .Single(registration => registration.Name == "masstransit-bus");
    }
}
