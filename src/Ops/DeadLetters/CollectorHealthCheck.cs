using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Degraded while the queues of dead letters are not being emptied: operators need the rest of it just then.</summary>
sealed class CollectorHealthCheck(DeadLetterCollector collector) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            !collector.IsEnabled ? HealthCheckResult.Degraded("Switched off by DeadLetterCollector:Enabled; dead letters wait in their queues")
            : collector.IsCollecting ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("Interrupted, see the log for why; dead letters stay in their queues"));
}
