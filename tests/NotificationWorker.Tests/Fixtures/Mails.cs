using System.Text;
using Blink.Pipeline.NotificationWorker.Digests;
using Blink.Pipeline.NotificationWorker.Invites;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.SyncAlerts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Tests.Fixtures;

/// <summary>Composes mails without a database, and reads them back as a mail client does.</summary>
static class Mails
{
    public static readonly TakenDigest Taken = new(
        Guid.Parse("0198c9a0-0000-7000-8000-000000000001"), Guid.Parse("0198c9a0-0000-7000-8000-0000000000aa"), "Contoso A/S", "it@contoso.example", 1, null);

    static readonly MailEnvelope Envelope = new(
        Options.Create(new SmtpOptions { Host = "localhost", From = "Blink <no-reply@blink.example>" }), new FakeTimeProvider(SampleContent.Raised));

    public static Task<MimeMessage> ComposeAsync(DigestContent content, TakenDigest? taken = null, DigestOptions? options = null) =>
        RoundTripAsync(html => new DigestMail(html, Envelope, Options.Create(options ?? new DigestOptions())).ComposeAsync(taken ?? Taken, content));

    public static Task<MimeMessage> ComposeAsync(InvitationView view, string recipient = "ane@contoso.example") =>
        RoundTripAsync(html => new InvitationMail(html, Envelope).ComposeAsync(Taken.Id, recipient, view));

    public static Task<MimeMessage> ComposeAsync(AlertView view) =>
        RoundTripAsync(html => new AlertMail(html, Envelope).ComposeAsync(new TakenAlert(Taken.Id, Taken.OrganisationId, 1, null), Taken.Recipient, view));

    public static string CsvOf(MimeMessage message)
    {
        var part = Assert.IsType<TextPart>(Assert.Single(message.Attachments), exactMatch: false);
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return Encoding.UTF8.GetString(content.ToArray());
    }

    static async Task<MimeMessage> RoundTripAsync(Func<MailHtml, Task<MimeMessage>> compose)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var composed = await compose(new MailHtml(services, services.GetRequiredService<ILoggerFactory>()));
        var bytes = await MailEnvelope.BytesOfAsync(composed, TestContext.Current.CancellationToken);
        return await MimeMessage.LoadAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken);
    }
}
