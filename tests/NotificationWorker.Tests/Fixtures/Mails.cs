using System.Text;
using Blink.Pipeline.NotificationWorker.Digests;
using Blink.Pipeline.NotificationWorker.Mail;
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

    public static async Task<MimeMessage> ComposeAsync(DigestContent content, TakenDigest? taken = null, DigestOptions? options = null)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var mail = new DigestMail(
            new DigestHtml(services, services.GetRequiredService<ILoggerFactory>()),
            Options.Create(options ?? new DigestOptions()),
            Options.Create(new SmtpOptions { Host = "localhost", From = "Blink <no-reply@blink.example>" }),
            new FakeTimeProvider(SampleContent.Raised));
        using var composed = await mail.ComposeAsync(taken ?? Taken, content);
        var stream = new MemoryStream();
        await composed.WriteToAsync(stream, TestContext.Current.CancellationToken);
        stream.Position = 0;
        return await MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
    }

    public static string CsvOf(MimeMessage message)
    {
        var part = Assert.IsType<TextPart>(Assert.Single(message.Attachments), exactMatch: false);
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return Encoding.UTF8.GetString(content.ToArray());
    }
}
