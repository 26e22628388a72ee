using Blink.Pipeline.Platform.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blink.Pipeline.Platform;

/// <summary>What every process of the pipeline has: the clock, health, metrics, traces and logs.</summary>
public static class ServiceDefaults
{
    // What runs has this long to end after SIGTERM; with what is disposed of afterwards a process is gone within 20 seconds, and before
    // an orchestrator's usual 30 are over.
    static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Registers the defaults.</summary>
    /// <param name="builder">The process being built.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        // Its lines hold query strings, and those hold people.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.AddTelemetry();
        return builder;
    }

    /// <summary>
    /// Maps <c>/health/live</c> (the process runs), <c>/health/ready</c> (it can do its work), <c>/health</c> (all that is known) and
    /// <c>/metrics</c>. Health is JSON with the reasons in words; what is degraded works, and is answered 200.
    /// </summary>
    /// <param name="application">The built process.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapServiceDefaults(this WebApplication application)
    {
        application.MapHealth("/health/live", _ => false);
        application.MapHealth("/health/ready", check => check.Tags.Contains("ready"));
        application.MapHealth("/health", _ => true);
        application.MapPrometheusScrapingEndpoint().AllowAnonymous();
        return application;
    }

    static void MapHealth(this WebApplication application, string path, Func<HealthCheckRegistration, bool> checks) =>
        application.MapHealthChecks(path, new HealthCheckOptions { Predicate = checks, ResponseWriter = HealthReportJson.WriteAsync }).AllowAnonymous();
}
