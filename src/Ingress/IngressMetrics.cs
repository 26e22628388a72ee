using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Telemetry;

namespace Blink.Pipeline.Ingress;

/// <summary>The ingress's own instruments; ASP.NET Core counts and times the requests.</summary>
static class IngressMetrics
{
    /// <summary>How many changes were written in one commit.</summary>
    public static Histogram<int> GroupSize { get; } = PipelineTelemetry.Meter.CreateHistogram(
        "blink.pipeline.accept.group_size", "{change}", "Changes written in one commit", advice: PipelineTelemetry.Sizes);

    /// <summary>Requests to change a user that were acknowledged, by <c>http.request.method</c>.</summary>
    public static Counter<long> Accepted { get; } =
        PipelineTelemetry.Meter.CreateCounter<long>("blink.pipeline.accept.requests", "{request}", "Acknowledged requests to change a user");

    /// <summary>Requests that were refused because their organisation sent too many.</summary>
    public static Counter<long> Limited { get; } =
        PipelineTelemetry.Meter.CreateCounter<long>("blink.pipeline.accept.limited", "{request}", "Requests refused by the rate limit");

    /// <summary>Requests that were refused because too many or too large ones were under way, or too many changes waited to be written.</summary>
    public static Counter<long> Overloaded { get; } =
        PipelineTelemetry.Meter.CreateCounter<long>("blink.pipeline.accept.overloaded", "{request}", "Requests refused because the database does not keep up");

    /// <summary>Makes the counters known before the first refusal: a rise is seen from zero.</summary>
    public static void Begin()
    {
        Limited.Add(0);
        Overloaded.Add(0);
    }

    /// <summary>Counts a request if its handler ends without error.</summary>
    public static async ValueTask<object?> CountAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        CountAccepted(context.HttpContext.Request.Method);
        return answer;
    }

    /// <summary>Counts a request, or an operation of a bulk job as one.</summary>
    public static void CountAccepted(string method) => Accepted.Add(1, KeyValuePair.Create<string, object?>("http.request.method", method));
}
