using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blink.Pipeline.Platform.Telemetry;

/// <summary>Writes every check with its state and its words: <c>{"status":"Degraded","checks":{"outbox":{"status":…,"description":…}}}</c>.</summary>
static class HealthReportJson
{
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            Status = $"{report.Status}",
            Checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { Status = $"{entry.Value.Status}", entry.Value.Description }),
        },
        JsonSerializerOptions.Web,
        context.RequestAborted);
}
