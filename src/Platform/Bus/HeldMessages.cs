using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>
/// Counts the messages that consumers hold because the database is away or does not take them. While there are any the process is
/// paused, at least in part: degraded, and its queues keep the rest.
/// </summary>
public sealed class HeldMessages : IHealthCheck
{
    static readonly UpDownCounter<int> Count = PipelineTelemetry.Meter.CreateUpDownCounter<int>(
        "blink.pipeline.messages.held", "{message}", "Messages that consumers hold until the database takes them");

    int count;

    /// <summary>Makes the counter known, which is zero in a process that has never held a message.</summary>
    public HeldMessages() => Count.Add(0);

    /// <summary>Holds a message until the end of the wait.</summary>
    /// <param name="wait">The time until the next try.</param>
    /// <returns>A task that ends as the wait does.</returns>
    public async Task HoldAsync(Task wait)
    {
        Interlocked.Increment(ref count);
        Count.Add(1);
        try
        {
            await wait;
        }
        finally
        {
            Count.Add(-1);
            Interlocked.Decrement(ref count);
        }
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Volatile.Read(ref count) is > 0 and var held
            ? HealthCheckResult.Degraded($"Paused: {held} messages are held until the database takes them, and are tried again")
            : HealthCheckResult.Healthy());
}
