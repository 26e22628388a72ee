using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Telemetry;

namespace Blink.Pipeline.NotificationWorker;

/// <summary>The instruments of this service; docs/operations.md lists them.</summary>
static class NotificationMetrics
{
    /// <summary>Changes of sync errors taken in; tag <c>source</c>: event or sweep.</summary>
    public static Counter<int> TakenIn { get; } =
        PipelineTelemetry.Meter.CreateCounter<int>("blink.pipeline.sync_errors.taken_in", "{change}");

    /// <summary>Attempts at digests; tag <c>outcome</c>: sent, empty, deferred, uncertain or failed.</summary>
    public static Counter<int> Attempts { get; } =
        PipelineTelemetry.Meter.CreateCounter<int>("blink.pipeline.digest.attempts", "{attempt}");

    /// <summary>How long one attempt took, composing included.</summary>
    public static Histogram<double> Duration { get; } =
        PipelineTelemetry.Meter.CreateHistogram<double>("blink.pipeline.digest.duration", "s");
}
