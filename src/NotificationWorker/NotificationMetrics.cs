using System.Diagnostics;
using System.Diagnostics.Metrics;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.Platform.Telemetry;

namespace Blink.Pipeline.NotificationWorker;

/// <summary>The instruments of this service; docs/operations.md lists them.</summary>
static class NotificationMetrics
{
    /// <summary>Changes of sync errors taken in; tag <c>source</c>: event or sweep.</summary>
    public static Counter<int> TakenIn { get; } =
        PipelineTelemetry.Meter.CreateCounter<int>("blink.pipeline.sync_errors.taken_in", "{change}");

    static readonly Counter<int> Attempts = PipelineTelemetry.Meter.CreateCounter<int>("blink.pipeline.mail.attempts", "{attempt}");

    static readonly Histogram<double> Duration = PipelineTelemetry.Meter.CreateHistogram<double>("blink.pipeline.mail.duration", "s");

    /// <summary>Counts an attempt at a mail; tags <c>kind</c>: digest or invite, <c>outcome</c>: sent, empty, deferred, uncertain or failed.</summary>
    /// <param name="kind">What it was.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="duration">How long it took, composing included.</param>
    public static void Attempted(string kind, MailOutcome outcome, TimeSpan duration)
    {
        var tags = new TagList { { "kind", kind }, { "outcome", outcome.ToString().ToLowerInvariant() } };
        Attempts.Add(1, tags);
        Duration.Record(duration.TotalSeconds, tags);
    }
}
