using System.Diagnostics;
using System.Diagnostics.Metrics;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.SyncAlerts;
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

    static readonly Counter<int> Alerts = PipelineTelemetry.Meter.CreateCounter<int>("blink.pipeline.sync_alerts.opened", "{alert}");

    /// <summary>Counts an attempt at a mail; tags <c>kind</c>: digest, invite or alert, <c>outcome</c>: sent, empty, deferred, uncertain or failed.</summary>
    /// <param name="kind">What it was.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="duration">How long it took, composing included.</param>
    public static void Attempted(string kind, MailOutcome outcome, TimeSpan duration)
    {
        var tags = new TagList { { "kind", kind }, { "outcome", outcome.ToString().ToLowerInvariant() } };
        Attempts.Add(1, tags);
        Duration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>Counts an alert that was opened; tag <c>kind</c>.</summary>
    /// <param name="kind">What is wrong with the synchronisation.</param>
    public static void AlertOpened(AlertKind kind) => Alerts.Add(1, new KeyValuePair<string, object?>("kind", SyncAlertStore.NameOf(kind)));
}
