using Blink.Pipeline.Platform.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Blink.Pipeline.Platform;

/// <summary>What every process of the pipeline has: the clock, health, traces and metrics.</summary>
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
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(PipelineTelemetry.Name, "MassTransit", "Npgsql")
                .AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter());
        // Spans that nobody takes only cost: the trace context travels in outbox and headers all the same.
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry
                .WithTracing(tracing => tracing.AddSource(PipelineTelemetry.Name, "MassTransit").AddAspNetCoreInstrumentation().AddNpgsql())
                .UseOtlpExporter();
        }
        return builder;
    }

    /// <summary>
    /// Maps <c>/health/live</c> (the process runs), <c>/health/ready</c> (it can do its work), <c>/health</c> (all that is known, in words)
    /// and <c>/metrics</c>.
    /// </summary>
    /// <param name="application">The built process.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapServiceDefaults(this WebApplication application)
    {
        application.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        application.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains("ready"),
            // Degraded is MassTransit's word for "connection lost": not ready.
            ResultStatusCodes = { [HealthStatus.Degraded] = 503 },
        }).AllowAnonymous();
        // For people and alerts. What is degraded works, so this is no ground for taking the process out of service.
        application.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthReportJson.WriteAsync }).AllowAnonymous();
        application.MapPrometheusScrapingEndpoint().AllowAnonymous();
        return application;
    }
}
