using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Telemetry;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;

namespace Blink.Pipeline.ProvisioningWorker;

/// <summary>The worker's instruments.</summary>
sealed class ProvisioningMetrics
{
    readonly Histogram<double> duration = PipelineTelemetry.Meter.CreateHistogram<double>(
        "blink.pipeline.apply_user.duration", "s", "From taking a command to its commit, waiting for its group included");

    readonly Counter<long> commands = PipelineTelemetry.Meter.CreateCounter<long>(
        "blink.pipeline.apply_user.commands", "{command}", "Commands done, by outcome and by decision or reason");

    readonly Counter<long> resent = PipelineTelemetry.Meter.CreateCounter<long>(
        "blink.pipeline.reconciler.resent", "{command}", "Commands sent again, by cause");

    public void Applied(ApplyResult result, TimeSpan elapsed)
    {
        var outcome = new KeyValuePair<string, object?>("outcome", Names.Of(result.Outcome));
        duration.Record(elapsed.TotalSeconds, outcome);
        commands.Add(1, outcome, new("detail", result.Detail ?? "none"));
    }

    public void Resent(int count, string cause) => resent.Add(count, new KeyValuePair<string, object?>("cause", cause));
}
