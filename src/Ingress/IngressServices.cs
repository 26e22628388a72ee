using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.Cursors;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.Ingress.History;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Ingress.Outcomes;
using Blink.Pipeline.Ingress.RateLimiting;
using Blink.Pipeline.Ingress.Relay;
using Blink.Pipeline.Ingress.Usage;
using Blink.Pipeline.Ingress.Users;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.GroupCommits;
using Blink.Pipeline.Platform.Outbox;
using Blink.Pipeline.Platform.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress;

/// <summary>What the ingress is made of.</summary>
static class IngressServices
{
    // Entra waits 60 seconds: a request must be answered long before, also while PostgreSQL is away.
    // No compiling just in time: PostgreSQL expects much of a condition on documents, and takes half a second to compile what it then
    // does in some milliseconds.
    public const string DatabaseDefaults = "Timeout=3;Command Timeout=5;Max Auto Prepare=20;Options=-c jit=off";

    // Above the limit of a body, so that the rest of one that is refused can be read away and the client gets to read the answer.
    const int MaxReadAway = 32 * 1024 * 1024;

    public static WebApplicationBuilder AddIngress(this WebApplicationBuilder builder)
    {
        builder.Services.CountFromZero(IngressMetrics.Begin);
        builder.AddDatabase(DatabaseDefaults);
        builder.AddBus();
        builder.AddOutboxRelay(ApplyUserOutbox.Table);

        builder.Services.AddOptionsWithValidateOnStart<IngressOptions, IngressOptionsValidator>().BindConfiguration("Ingress");
        builder.Services.AddOptionsWithValidateOnStart<GroupCommitOptions, GroupCommitOptionsValidator>().BindConfiguration("GroupCommit");
        builder.Services.AddSingleton<RequestsUnderWay.Number>();
        builder.Services.AddSingleton<BodiesUnderWay>();
        builder.Services.AddSingleton<UserGroupWriter>();
        builder.Services.AddSingleton<UserJobWriter>();
        builder.Services.AddSingleton<DesiredStateStore>();

        builder.Services.AddOptionsWithValidateOnStart<QueryOptions, QueryOptionsValidator>().BindConfiguration("Query");
        builder.Services.AddSingleton<QueryTurns>();
        builder.Services.AddSingleton<UserQueries>();
        builder.Services.AddSingleton<CursorKeyStore>();
        builder.Services.AddSingleton<PageCursors>();
        builder.Services.AddSingleton<UserListing>();

        builder.Services.AddSingleton<UserOutcomes>();
        builder.AddAsyncRequests();

        builder.Services.AddOptionsWithValidateOnStart<AuthenticationOptions, AuthenticationOptionsValidator>().BindConfiguration("Authentication");
        builder.Services.AddSingleton<TokenStore>();
        builder.Services.AddSingleton(provider => new TokenCache(
            provider.GetRequiredService<TokenStore>().FindAsync,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<AuthenticationOptions>>()));
        builder.Services.AddSingleton<TokenUses>();
        builder.Services.AddSingleton<RequestCounts>();
        builder.Services.AddSingleton<UsageStore>();
        builder.Services.AddHostedService<UsageWriter>();
        builder.Services.AddOrganisationRateLimit();
        builder.Services.AddHistory();

        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxReadAway;
        });
        return builder;
    }
}
