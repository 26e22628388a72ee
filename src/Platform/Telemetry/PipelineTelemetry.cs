using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Blink.Pipeline.Platform.Telemetry;

/// <summary>The one source of spans and the one meter of the pipeline's own instruments.</summary>
public static class PipelineTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "Blink.Pipeline";

    /// <summary>The pipeline's spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The pipeline's instruments; docs/operations.md lists each.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>Starts a span below the one that a stored trace context names.</summary>
    /// <param name="name">The step.</param>
    /// <param name="traceparent">W3C trace context as it was stored; null or unreadable: a span of its own.</param>
    /// <returns>The span, or null when nobody listens.</returns>
    public static Activity? StartFrom(string name, string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, out var parent)
            ? Source.StartActivity(name, ActivityKind.Producer, parent)
            : Source.StartActivity(name, ActivityKind.Producer);
}
