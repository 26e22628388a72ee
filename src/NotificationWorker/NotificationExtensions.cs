using Blink.Pipeline.NotificationWorker.Digests;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.SyncErrors;

namespace Blink.Pipeline.NotificationWorker;

static class NotificationExtensions
{
    /// <summary>Registers what takes in sync errors and mails digests of them. It needs the database.</summary>
    /// <param name="builder">The process being built.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddNotification(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<SyncErrorSweepOptions, SyncErrorSweepOptionsValidator>().BindConfiguration("SyncErrorSweep");
        services.AddOptionsWithValidateOnStart<DigestOptions, DigestOptionsValidator>().BindConfiguration("Digest");
        services.AddOptionsWithValidateOnStart<SmtpOptions, SmtpOptionsValidator>().BindConfiguration("Smtp");
        services.AddOptionsWithValidateOnStart<SmtpOptions, SmtpAddressesValidator>();
        services.AddSingleton<SyncErrorStore>();
        services.AddSingleton<SyncErrorSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<SyncErrorSweep>());
        services.AddSingleton<DigestStore>();
        services.AddSingleton<DigestContents>();
        services.AddSingleton<DigestHtml>();
        services.AddSingleton<DigestMail>();
        services.AddSingleton<MailSender>();
        services.AddSingleton<DigestAttempt>();
        services.AddSingleton<DigestRun>();
        services.AddHostedService(provider => provider.GetRequiredService<DigestRun>());
        return builder;
    }
}
