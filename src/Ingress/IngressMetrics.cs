using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Telemetry;

namespace Blink.Pipeline.Ingress;

/// <summary>The ingress's own instruments; ASP.NET Core counts and times the requests.</summary>
static class IngressMetrics
{
    /// <summary>How many changes were written in one commit.</summary>
    public static Histogram<int> GroupSize { get; } =
        PipelineTelemetry.Meter.CreateHistogram<int>("blink.pipeline.accept.group_size", "{change}", "Changes written in one commit");

    /// <summary>Accepted changes, by the method that made them.</summary>
    public static Counter<long> Accepted { get; } =
        PipelineTelemetry.Meter.CreateCounter<long>("blink.pipeline.accept.changes", "{change}", "Changes of users that were accepted");
}
