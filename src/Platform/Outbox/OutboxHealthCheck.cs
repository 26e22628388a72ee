using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Platform.Outbox;

/// <summary>Degraded while messages wait longer than they should. The process works all the same: it stays ready.</summary>
sealed class OutboxHealthCheck(OutboxWatch watch, IOptions<OutboxRelayOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var lag = watch.Lag;
        return Task.FromResult(lag.Age <= options.Value.LagLimit
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Create(
                CultureInfo.InvariantCulture, $"{lag.Rows} messages wait to be published, the oldest for {lag.Age:d\\.hh\\:mm\\:ss}")));
    }
}
