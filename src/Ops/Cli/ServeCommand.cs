using System.CommandLine;
using Blink.Pipeline.Ops.Console;
using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Ops.History;
using Blink.Pipeline.Ops.Invites;
using Blink.Pipeline.Ops.Overview;
using Blink.Pipeline.Platform;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Outbox;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blink.Pipeline.Ops.Cli;

static class ServeCommand
{
    public static Command Create() =>
        new Command("serve", "Serve the console, collect dead letters, publish invites and answer health checks, until stopped. Listens where ASPNETCORE_URLS says.").Runs(async context =>
        {
            // Asked for here, so that a missing address is a sentence; a server that is away is waited for.
            var (postgres, rabbitMq) = (context.Use<OpsSettings>().Postgres, context.Use<OpsSettings>().RabbitMq);
            var builder = WebApplication.CreateBuilder();
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ConnectionStrings:Postgres"] = postgres,
                ["RabbitMq:Uri"] = rabbitMq.OriginalString,
            });
            await using var application = Build(builder);
            await application.RunAsync(context.CancellationToken);
            return 0;
        });

    internal static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults().AddDatabase(OpsServices.DatabaseDefaults).AddBus().AddOutboxRelay(InviteOutbox.Table);
        builder.Services.AddOperations();
        builder.Services.AddHistory();
        builder.Services.AddHostedService<OverviewSampler>();
        builder.Services.AddOptionsWithValidateOnStart<CollectorOptions, CollectorOptionsValidator>().BindConfiguration("DeadLetterCollector");
        builder.Services.AddSingleton<DeadLetterCollector>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<DeadLetterCollector>());
        builder.Services.AddSingleton<ReplayRunner>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ReplayRunner>());
        builder.Services.AddHostedService<DeadLetterWatch>();
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            "dead-letter-collector",
            provider => new CollectorHealthCheck(provider.GetRequiredService<DeadLetterCollector>()),
            failureStatus: null,
            tags: ["ready"]));
        builder.AddConsole();
        return builder.Build().UseConsole().MapServiceDefaults();
    }
}
