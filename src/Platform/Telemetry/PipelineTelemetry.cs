using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Blink.Pipeline.Platform.Telemetry;

/// <summary>The one source of spans and the one meter of the pipeline's own instruments.</summary>
public static class PipelineTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "Blink.Pipeline";

    /// <summary>The pipeline's spans; docs/telemetry.md lists each.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The pipeline's instruments; docs/telemetry.md lists each.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>Buckets for what takes from a millisecond to a minute: a request, a command, a mail. In seconds.</summary>
    public static InstrumentAdvice<double> Durations { get; } =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    /// <summary>Buckets for what waits in tables and queues, from milliseconds in a quiet hour to a day in an outage. In seconds.</summary>
    public static InstrumentAdvice<double> Waits { get; } =
        new() { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400] };

    /// <summary>Buckets for how many items one commit holds.</summary>
    public static InstrumentAdvice<int> Sizes { get; } = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] };

    /// <summary>Starts a span below the one that a stored trace context names.</summary>
    /// <param name="name">The step.</param>
    /// <param name="kind">Which side of a hop it is.</param>
    /// <param name="traceparent">W3C trace context as it was stored; null or unreadable: below the span that is current, or a trace of its own.</param>
    /// <param name="links">Spans of other traces that it has to do with.</param>
    /// <returns>The span, or null when nobody listens.</returns>
    public static Activity? StartFrom(string name, ActivityKind kind, string? traceparent, IEnumerable<ActivityLink>? links = null) =>
        Source.StartActivity(name, kind, ContextOf(traceparent) ?? default, links: links);

    /// <summary>Reads a trace context as it was stored.</summary>
    /// <param name="traceparent">W3C trace context.</param>
    /// <returns>The context; null: there is none, or it cannot be read.</returns>
    public static ActivityContext? ContextOf(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, isRemote: true, out var context) ? context : null;
}
