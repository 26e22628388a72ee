using System.Diagnostics;
using System.Diagnostics.Metrics;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.SyncAlerts;
using Blink.Pipeline.NotificationWorker.Watching;
using Blink.Pipeline.Platform.Telemetry;

namespace Blink.Pipeline.NotificationWorker;

/// <summary>The instruments of this service; docs/telemetry.md lists them.</summary>
static class NotificationMetrics
{
    static readonly string[] MailKinds = ["digest", "invite", "alert"];

    static readonly Counter<int> Changes =
        PipelineTelemetry.Meter.CreateCounter<int>("blink.pipeline.sync_errors.taken_in", "{change}", "Changes of sync errors taken in, by source");

    static readonly Counter<int> Attempts =
        PipelineTelemetry.Meter.CreateCounter<int>("blink.pipeline.mail.attempts", "{attempt}", "Attempts at mails, by kind and outcome");

    static readonly Histogram<double> Duration = PipelineTelemetry.Meter.CreateHistogram(
        "blink.pipeline.mail.duration", "s", "One attempt at a mail, composing included", advice: PipelineTelemetry.Durations);

    static readonly Counter<int> Alerts =
        PipelineTelemetry.Meter.CreateCounter<int>("blink.pipeline.sync_alerts.opened", "{alert}", "Synchronisations found ill, by kind");

    static readonly Gauge<long> Mails =
        PipelineTelemetry.Meter.CreateGauge<long>("blink.pipeline.mails.open", "{mail}", "Mails that are not done, by kind and status");

    static readonly Gauge<long> StillOpen =
        PipelineTelemetry.Meter.CreateGauge<long>("blink.pipeline.sync_alerts.open", "{alert}", "Synchronisations that are ill, by kind");

    /// <summary>The names of what can be wrong with a synchronisation.</summary>
    public static IReadOnlyList<string> AlertKinds { get; } = [.. Enum.GetValues<AlertKind>().Select(SyncAlertStore.NameOf)];

    /// <summary>Makes the counters known before there is anything to count: a rise is seen from zero.</summary>
    public static void Begin()
    {
        foreach (var source in new[] { "event", "sweep" })
            TakenIn(0, source);
        foreach (var kind in MailKinds)
        {
            foreach (var outcome in Enum.GetValues<MailOutcome>())
                Attempts.Add(0, Tags(kind, outcome));
        }
        foreach (var kind in AlertKinds)
            Alerts.Add(0, new KeyValuePair<string, object?>("kind", kind));
    }

    /// <summary>Counts changes of sync errors that were taken in.</summary>
    /// <param name="count">How many.</param>
    /// <param name="source">Who told of them: <c>event</c> or <c>sweep</c>.</param>
    public static void TakenIn(int count, string source) => Changes.Add(count, new KeyValuePair<string, object?>("source", source));

    /// <summary>Counts an attempt at a mail; tags <c>kind</c>: digest, invite or alert, <c>outcome</c>: sent, empty, deferred, uncertain or failed.</summary>
    /// <param name="kind">What it was.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="duration">How long it took, composing included.</param>
    public static void Attempted(string kind, MailOutcome outcome, TimeSpan duration)
    {
        var tags = Tags(kind, outcome);
        Attempts.Add(1, tags);
        Duration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>Counts an alert that was opened; tag <c>kind</c>.</summary>
    /// <param name="kind">What is wrong with the synchronisation.</param>
    public static void AlertOpened(AlertKind kind) => Alerts.Add(1, new KeyValuePair<string, object?>("kind", SyncAlertStore.NameOf(kind)));

    /// <summary>Records the mails that are not done.</summary>
    /// <param name="mails">Every state, also those in which there are none.</param>
    public static void Open(IEnumerable<OpenMails> mails)
    {
        foreach (var (kind, status, count) in mails)
            Mails.Record(count, new("kind", kind), new("status", status));
    }

    /// <summary>Records the alerts that are open.</summary>
    /// <param name="alerts">Every kind, also those of which there are none.</param>
    public static void OpenAlerts(IReadOnlyDictionary<string, long> alerts)
    {
        foreach (var (kind, count) in alerts)
            StillOpen.Record(count, new KeyValuePair<string, object?>("kind", kind));
    }

    static TagList Tags(string kind, MailOutcome outcome) => new() { { "kind", kind }, { "outcome", outcome.ToString().ToLowerInvariant() } };
}
