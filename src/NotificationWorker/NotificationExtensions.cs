using Blink.Pipeline.NotificationWorker.Digests;
using Blink.Pipeline.NotificationWorker.History;
using Blink.Pipeline.NotificationWorker.Invites;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.Sweeping;
using Blink.Pipeline.NotificationWorker.SyncAlerts;
using Blink.Pipeline.NotificationWorker.SyncErrors;
using Blink.Pipeline.NotificationWorker.Watching;
using Blink.Pipeline.Platform.Telemetry;

namespace Blink.Pipeline.NotificationWorker;

static class NotificationExtensions
{
    /// <summary>Registers what takes in sync errors and invites, watches over the synchronisations, and mails about all of it. It needs the database.</summary>
    /// <param name="builder">The process being built.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddNotification(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.CountFromZero(NotificationMetrics.Begin);
        services.AddOptionsWithValidateOnStart<SweepOptions, SweepOptionsValidator>().BindConfiguration("Sweep");
        services.AddOptionsWithValidateOnStart<DigestOptions, DigestOptionsValidator>().BindConfiguration("Digest");
        services.AddOptionsWithValidateOnStart<InvitationOptions, InvitationOptionsValidator>().BindConfiguration("Invitation");
        services.AddOptionsWithValidateOnStart<SyncWatchOptions, SyncWatchOptionsValidator>().BindConfiguration("SyncWatch");
        services.AddOptionsWithValidateOnStart<SmtpOptions, SmtpOptionsValidator>().BindConfiguration("Smtp");
        services.AddOptionsWithValidateOnStart<SmtpOptions, SmtpAddressesValidator>();
        services.AddSingleton<DatabaseWaits>();
        services.AddSingleton<SyncErrorStore>();
        services.AddSingleton<Sweep>();
        services.AddHostedService(provider => provider.GetRequiredService<Sweep>());
        services.AddSingleton<SmtpState>();
        services.AddHealthChecks().AddCheck<SmtpState>("smtp");
        services.AddSingleton<MailSender>();
        services.AddSingleton<MailEnvelope>();
        services.AddSingleton<MailHtml>();
        services.AddSingleton<DigestContents>();
        services.AddSingleton<DigestMail>();
        services.AddOutgoingMails<TakenDigest, DigestStore>();
        services.AddSingleton<InvitationContents>();
        services.AddSingleton<InvitationMail>();
        services.AddOutgoingMails<TakenInvitation, InvitationStore>();
        services.AddSingleton<SyncAlertStore>();
        services.AddSingleton<SyncWatch>();
        services.AddSingleton<AlertContents>();
        services.AddSingleton<AlertMail>();
        services.AddOutgoingMails<TakenAlert, AlertMails>();
        services.AddHostedService<MailWatch>();
        services.AddHistory();
        return builder;
    }

    static void AddOutgoingMails<TTaken, TMails>(this IServiceCollection services)
        where TTaken : TakenMail
        where TMails : class, IOutgoingMails<TTaken>
    {
        services.AddSingleton<TMails>();
        services.AddSingleton<IOutgoingMails<TTaken>>(provider => provider.GetRequiredService<TMails>());
        services.AddSingleton<MailAttempt<TTaken>>();
        services.AddSingleton<MailRun<TTaken>>();
        services.AddHostedService(provider => provider.GetRequiredService<MailRun<TTaken>>());
    }
}
