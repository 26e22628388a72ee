using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>
/// Whether RabbitMQ is there, in our words. Without it a process that consumes can do nothing; one that only publishes works on: what it
/// has to say waits in its outbox.
/// </summary>
/// <param name="bus">The bus.</param>
/// <param name="consumes">Whether the process has consumers.</param>
sealed class BusHealthCheck(IBusControl bus, bool consumes) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "rabbitmq";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = bus.CheckHealth();
        if (health.Status == BusHealthStatus.Healthy)
            return Task.FromResult(HealthCheckResult.Healthy());
        var standing = string.Join(", ", Standing(health));
        return Task.FromResult(consumes
            ? HealthCheckResult.Unhealthy($"RabbitMQ cannot be used, or does not hand out messages of {standing}; messages wait in their queues")
            : HealthCheckResult.Degraded("RabbitMQ cannot be used; what is to be published waits in the outbox, and nothing is refused"));
    }

    static IEnumerable<string> Standing(BusHealthResult health) => health.Endpoints.Values
        .Where(endpoint => endpoint.Status != BusHealthStatus.Healthy)
        .Select(endpoint => endpoint.InputAddress.Segments[^1])
        // The bus's own endpoint, whose name changes, tells nobody anything.
        .Where(Contracts.Queues.Work.Contains)
        .Order(StringComparer.Ordinal);
}
