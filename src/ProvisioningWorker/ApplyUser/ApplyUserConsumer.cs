using System.Diagnostics;
using Blink.Pipeline.Platform.GroupCommits;
using MassTransit;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>
/// Takes one command and hands it to the group that is being gathered. It stays a single-message consumer, so that retry, faults and
/// dead letters are each message's own.
/// </summary>
sealed class ApplyUserConsumer(GroupCommit<ApplyUserItem, ApplyResult> groups, ProvisioningMetrics metrics)
    : IConsumer<Contracts.ApplyUser>
{
    public async Task Consume(ConsumeContext<Contracts.ApplyUser> context)
    {
        var started = Stopwatch.GetTimestamp();
        var item = new ApplyUserItem(context.Message, Activity.Current?.Id ?? context.Headers.Get<string>("traceparent"));
        var result = await groups.WriteAsync(item, context.CancellationToken);
        metrics.Applied(result, Stopwatch.GetElapsedTime(started));
        if (result.Outcome is ApplyOutcome.Unknown)
            throw new UnknownScimUserException(context.Message.ScimUserId);
    }
}
