using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Ready while the queues of dead letters are being emptied; degraded if nobody wants that.</summary>
sealed class CollectorHealthCheck(DeadLetterCollector collector) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            !collector.IsEnabled ? HealthCheckResult.Degraded("Switched off by DeadLetterCollector:Enabled; dead letters wait in their queues")
            : collector.IsCollecting ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("Interrupted, see the log for why; dead letters stay in their queues"));
}
