using System.Diagnostics;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.GroupCommits;
using Blink.Pipeline.Platform.Telemetry;
using MassTransit;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>
/// Takes one command and hands it to the group that is being gathered. It stays a single-message consumer, so that retries and dead
/// letters are each message's own. While what it needs is away the message waits here, unacknowledged: with every slot waiting the
/// endpoint takes no more, and the queue keeps the rest.
/// </summary>
sealed class ApplyUserConsumer(
    GroupCommit<ApplyUserItem, ApplyResult> groups,
    ProvisioningMetrics metrics,
    HeldMessages held,
    TimeProvider timeProvider,
    ILogger<ApplyUserConsumer> logger)
    : IConsumer<Contracts.ApplyUser>
{
    public async Task Consume(ConsumeContext<Contracts.ApplyUser> context)
    {
        var started = timeProvider.GetTimestamp();
        using var span = PipelineTelemetry.Source.StartActivity("apply user")
            .About(context.Message.OrganisationId, context.Message.ScimUserId, context.Message.Version);
        var item = new ApplyUserItem(context.Message, Activity.Current?.Id ?? context.Headers.Get<string>("traceparent"));
        var result = await ApplyAsync(item, context.CancellationToken);
        span?.SetTag("blink.outcome", Names.Of(result.Outcome)).SetTag("blink.detail", result.Detail);
        metrics.Applied(result, timeProvider.GetElapsedTime(started));
        if (result.Outcome is ApplyOutcome.Unknown)
            throw new UnknownScimUserException(context.Message.ScimUserId);
    }

    async Task<ApplyResult> ApplyAsync(ApplyUserItem item, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            Task wait;
            try
            {
                var result = await groups.WriteAsync(item, cancellationToken);
                if (result.Outcome is not ApplyOutcome.Busy)
                    return result;
                wait = Task.Delay(FailurePolicy.NextTryWhileBusy(tries, Random.Shared), timeProvider, cancellationToken);
            }
            catch (Exception exception) when (FailurePolicy.NextTry(exception, tries, Random.Shared) is { } next)
            {
                logger.CommandWaits(item.Command.ScimUserId, tries, next, exception.Message);
                wait = held.HoldAsync(Task.Delay(next, timeProvider, cancellationToken));
            }
            await wait;
        }
    }
}
