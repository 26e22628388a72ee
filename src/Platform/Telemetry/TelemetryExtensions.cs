using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Blink.Pipeline.Platform.Telemetry;

/// <summary>Metrics for Prometheus in every process; metrics, traces and logs over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
static partial class TelemetryExtensions
{
    static readonly TimeSpan HealthEvery = TimeSpan.FromSeconds(5);

    static readonly long Started = TimeProvider.System.GetTimestamp();

    // Kept for the process: an instrument that nobody holds is not observed.
    static readonly ObservableGauge<double> Uptime = PipelineTelemetry.Meter.CreateObservableGauge(
        "process.uptime", () => TimeProvider.System.GetElapsedTime(Started).TotalSeconds, "s", "For how long the process runs");

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        _ = Uptime;
        builder.Services.AddSingleton<IHealthCheckPublisher, HealthMetrics>();
        builder.Services.Configure<HealthCheckPublisherOptions>(publishing => (publishing.Delay, publishing.Period) = (TimeSpan.FromSeconds(1), HealthEvery));
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                    ServiceName(builder.Environment.ApplicationName), "blink-pipeline", Version(), autoGenerateServiceInstanceId: true)
                // What the environment says (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) is what whoever runs it calls it.
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics.AddMeter(PipelineTelemetry.Name, "MassTransit", "Npgsql")
                .AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter());
        // Spans that nobody takes only cost: the trace context travels in outbox and headers all the same.
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        telemetry
            .WithTracing(tracing => tracing
                // Not MassTransit's: its spans hold the words of exceptions, and ours lead through the outbox (decision 19).
                .AddSource(PipelineTelemetry.Name)
                .AddAspNetCoreInstrumentation(requests => requests.Filter = IsWork)
                .AddNpgsql()
                .AddProcessor<WithoutPersonalData>())
            .WithLogging(configureBuilder: null, logging => logging.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }

    // Blink.Pipeline.ProvisioningWorker is provisioning-worker, as in docker-compose.yml.
    internal static string ServiceName(string applicationName) =>
        WordStart().Replace(applicationName.Split('.')[^1], "-").ToLowerInvariant();

    static string Version() =>
        typeof(TelemetryExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    static bool IsWork(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
        && !context.Request.Path.StartsWithSegments("/metrics", StringComparison.Ordinal);

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}
