using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blink.Pipeline.Platform.Telemetry;

/// <summary>Makes numbers of the health checks, so that alerts see what /health says.</summary>
sealed class HealthMetrics : IHealthCheckPublisher
{
    static readonly Gauge<double> Status = PipelineTelemetry.Meter.CreateGauge<double>(
        "blink.pipeline.health", "{status}", "What a health check says: 1 healthy, 0.5 degraded, 0 unhealthy");

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (check, entry) in report.Entries)
            Status.Record(ValueOf(entry.Status), KeyValuePair.Create<string, object?>("check", check));
        return Task.CompletedTask;
    }

    static double ValueOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => 1,
        HealthStatus.Degraded => 0.5,
        _ => 0,
    };
}
