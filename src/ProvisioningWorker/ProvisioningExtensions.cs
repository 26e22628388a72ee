using Blink.Pipeline.Platform.GroupCommits;
using Blink.Pipeline.Platform.Purging;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using Blink.Pipeline.ProvisioningWorker.History;
using Blink.Pipeline.ProvisioningWorker.Reconciling;
using Blink.Pipeline.ProvisioningWorker.SyncErrors;
using Blink.Pipeline.ProvisioningWorker.Watching;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.ProvisioningWorker;

/// <summary>Gives the process its work: applying users, looking for those that stayed behind, and forgetting old sync errors.</summary>
static class ProvisioningExtensions
{
    // With the stop of the endpoint below ten seconds.
    static readonly TimeSpan WriteGracePeriod = TimeSpan.FromSeconds(2);

    public static IHostApplicationBuilder AddProvisioning(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<ApplyUserOptions, ApplyUserOptionsValidator>().BindConfiguration("ApplyUser");
        services.AddOptionsWithValidateOnStart<ReconcilerOptions, ReconcilerOptionsValidator>().BindConfiguration("Reconciler");
        services.AddOptionsWithValidateOnStart<SyncErrorsOptions, SyncErrorsOptionsValidator>().BindConfiguration("SyncErrors");
        services.AddOptionsWithValidateOnStart<DecisionHistoryOptions, DecisionHistoryOptionsValidator>().BindConfiguration("History");
        services.AddSingleton<ProvisioningMetrics>();
        services.AddSingleton<ApplyUserWriter>();
        services.AddSingleton(provider => Groups(
            provider.GetRequiredService<ApplyUserWriter>(),
            provider.GetRequiredService<IOptions<ApplyUserOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Reconciler>();
        services.AddHostedService(provider => provider.GetRequiredService<Reconciler>());
        services.AddHostedService<PendingWatch>();
        services.AddHostedService<SyncErrorWatch>();
        services.AddPurges(ForgottenSyncErrors.Purge, _ => ForgottenUsers.Purge, ForgottenDecisions.Purge);
        return builder;
    }

    static GroupCommit<ApplyUserItem, ApplyResult> Groups(ApplyUserWriter writer, ApplyUserOptions options, TimeProvider timeProvider) => new(
        writer.WriteAsync,
        exception => FailurePolicy.KindOf(exception) is FailureKind.Transient,
        new GroupCommitOptions
        {
            MaxGroupSize = options.ConcurrentMessages,
            MaxConcurrentGroups = options.ConcurrentGroups,
            // As many as the endpoint takes at once: nobody is refused.
            MaxWaiting = options.ConcurrentMessages,
            GracePeriod = WriteGracePeriod,
        },
        timeProvider);
}
