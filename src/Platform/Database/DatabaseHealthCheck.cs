using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Blink.Pipeline.Platform.Database;

/// <summary>Ready while PostgreSQL answers a query.</summary>
sealed class DatabaseHealthCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    // Well below the time after which whoever asks gives up: a server that hangs is told of as well.
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await using var command = dataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(limit.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer", exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer");
        }
    }
}
