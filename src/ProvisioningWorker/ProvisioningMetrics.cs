using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Telemetry;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using Blink.Pipeline.ProvisioningWorker.Reconciling;
using Blink.Pipeline.ProvisioningWorker.SyncErrors;
using Blink.Pipeline.ProvisioningWorker.Watching;

namespace Blink.Pipeline.ProvisioningWorker;

/// <summary>The worker's instruments; docs/telemetry.md lists each.</summary>
sealed class ProvisioningMetrics
{
    readonly Histogram<double> duration = PipelineTelemetry.Meter.CreateHistogram(
        "blink.pipeline.apply_user.duration", "s", "From taking a command to its commit, waiting for its group included", advice: PipelineTelemetry.Durations);

    readonly Histogram<double> lag = PipelineTelemetry.Meter.CreateHistogram(
        "blink.pipeline.apply_user.lag", "s", "From acknowledging a change to the commit that decides on it", advice: PipelineTelemetry.Waits);

    readonly Counter<long> commands = PipelineTelemetry.Meter.CreateCounter<long>(
        "blink.pipeline.apply_user.commands", "{command}", "Commands done, by outcome and by decision or reason");

    readonly Counter<long> resent = PipelineTelemetry.Meter.CreateCounter<long>(
        "blink.pipeline.reconciler.resent", "{command}", "Commands sent again, by cause");

    readonly Gauge<long> pending = PipelineTelemetry.Meter.CreateGauge<long>(
        "blink.pipeline.pending.users", "{user}", "Users whose newest version is not decided on yet");

    readonly Gauge<double> pendingAge = PipelineTelemetry.Meter.CreateGauge<double>(
        "blink.pipeline.pending.age", "s", "For how long the oldest of them waits since it was acknowledged");

    readonly Gauge<long> syncErrors = PipelineTelemetry.Meter.CreateGauge<long>(
        "blink.pipeline.sync_errors.open", "{error}", "Sync errors that are open");

    /// <summary>Makes the counter of the reconciler known: none on a healthy day, and a rise is seen from zero.</summary>
    public ProvisioningMetrics()
    {
        foreach (var cause in Resend.Causes)
            Resent(0, cause);
    }

    public void Applied(ApplyResult result, TimeSpan elapsed)
    {
        var outcome = new KeyValuePair<string, object?>("outcome", Names.Of(result.Outcome));
        duration.Record(elapsed.TotalSeconds, outcome);
        commands.Add(1, outcome, new("detail", result.Detail ?? "none"));
    }

    /// <summary>Records how long a version waited for its first decision. A clock that is behind the ingress's may make it negative: then it is zero.</summary>
    public void Decided(string outcome, TimeSpan waited) =>
        lag.Record(Math.Max(0, waited.TotalSeconds), new KeyValuePair<string, object?>("outcome", outcome));

    public void Resent(int count, string cause) => resent.Add(count, new KeyValuePair<string, object?>("cause", cause));

    public void Pending(PendingUsers found)
    {
        pending.Record(found.Count);
        pendingAge.Record(found.OldestAge.TotalSeconds);
    }

    public void Open(IEnumerable<OpenSyncErrorCount> counts)
    {
        foreach (var (severity, reason, count) in counts)
            syncErrors.Record(count, new("severity", severity), new("reason", reason));
    }
}
