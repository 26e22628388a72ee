using Blink.Pipeline.Ops.Access.ApiKeys;
using Blink.Pipeline.Ops.Access.SignIn;
using Blink.Pipeline.Ops.Accounts;
using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Ops.Digests;
using Blink.Pipeline.Ops.Invites;
using Blink.Pipeline.Ops.Mails;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.Ops.Overview;
using Blink.Pipeline.Ops.Queues;
using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Ops.Users;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.Ops;

/// <summary>The operations, for whoever offers them to people: the command line, and the console of <c>serve</c>.</summary>
static class OpsServices
{
    /// <summary>What the connection string means where it says nothing: to compile a query takes longer than any of these queries.</summary>
    public const string DatabaseDefaults = "Options=-c jit=off";

    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<OpsSettings>();
        services.TryAddSingleton(provider => NpgsqlDataSource.Create($"{DatabaseDefaults};{provider.GetRequiredService<OpsSettings>().Postgres}"));
        services.AddSingleton<AuditLog>();
        services.AddSingleton<OrganisationStore>();
        services.AddSingleton<TokenStore>();
        services.AddSingleton<AccountReader>();
        services.AddSingleton<AccountImport>();
        services.AddSingleton<AccountFileImport>();
        services.AddSingleton<AccountFileExport>();
        services.AddSingleton<SyncErrorReader>();
        services.AddSingleton<SyncErrorExport>();
        services.AddSingleton<SyncErrorRetry>();
        services.AddSingleton<UserSearch>();
        services.AddSingleton<UserStoryReader>();
        services.AddSingleton<UserReapply>();
        services.AddOptions<InviteOptions>().BindConfiguration("Invite");
        services.AddSingleton<IValidateOptions<InviteOptions>, InviteOptionsValidator>();
        services.AddSingleton<ResendInvite>();
        services.AddSingleton<InviteReader>();
        services.AddSingleton<DigestReader>();
        services.AddSingleton<DigestRetry>();
        services.AddSingleton<MailReader>();
        services.AddSingleton<MailRetry>();
        services.AddSingleton<SyncStatusReader>();
        services.AddSingleton<SyncLedger>();
        services.AddSingleton<OrganisationOverviewReader>();
        services.AddSingleton<OverviewReader>();
        services.AddSingleton<OverviewSamples>();
        services.AddSingleton<SyncAlertReader>();
        services.AddSingleton(_ => new HttpClient { Timeout = TimeSpan.FromSeconds(10) });
        services.AddSingleton<QueueReader>();
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<DeadLetterReader>();
        services.AddSingleton<ReplayForecaster>();
        services.AddSingleton<DeadLetterRuns>();
        services.AddSingleton<LetterFileExport>();
        services.AddSingleton<LetterFileImport>();
        services.AddSingleton<Replay>();
        services.AddSingleton<Discard>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<SignInLinks>();
        return services;
    }
}
