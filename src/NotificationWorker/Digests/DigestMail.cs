using Blink.Pipeline.NotificationWorker.Mail;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>Makes the mail of a digest: text, HTML, and a CSV file that names everybody.</summary>
sealed class DigestMail(DigestHtml html, IOptions<DigestOptions> options, IOptions<SmtpOptions> smtp, TimeProvider timeProvider)
{
    const int MaxNameInSubject = 100;

    /// <summary>Composes the mail.</summary>
    /// <param name="taken">The digest, by which the Message-ID is determined.</param>
    /// <param name="content">What it tells.</param>
    /// <returns>The mail; without a recipient when the organisation's address cannot be read as one mailbox.</returns>
    public async Task<MimeMessage> ComposeAsync(TakenDigest taken, DigestContent content)
    {
        var view = DigestView.Of(content, options.Value);
        var message = new MimeMessage { Subject = SubjectOf(view), Date = timeProvider.GetUtcNow() };
        Address(message, taken);
        var body = new BodyBuilder { TextBody = DigestText.Of(view), HtmlBody = await html.OfAsync(view) };
        AttachEverybody(body, content);
        message.Body = body.ToMessageBody();
        // As it is stored, so it is sent: no server's missing extension may change a byte of it.
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    static void AttachEverybody(BodyBuilder body, DigestContent content)
    {
        var file = body.Attachments.Add("synchronisation-errors.csv", DigestCsv.Of(content), new ContentType("text", "csv") { Charset = "utf-8" });
        // As text it would be at the mercy of whoever rewrites line ends on its way.
        ((MimePart)file).ContentTransferEncoding = ContentEncoding.Base64;
    }

    static string SubjectOf(DigestView view) => $"[Blink] {view.Title} – {SafeText.Line(view.OrganisationName, MaxNameInSubject)}";

    void Address(MimeMessage message, TakenDigest taken)
    {
        var from = MailboxAddress.Parse(smtp.Value.From);
        message.From.Add(from);
        if (MailboxAddress.TryParse(taken.Recipient, out var recipient) && !string.IsNullOrEmpty(recipient.Domain))
            message.To.Add(recipient);
        message.MessageId = $"digest-{taken.Id:N}@{from.Domain}";
        // One thread an organisation: all its digests answer a mail that was never sent.
        message.References.Add($"digests-{taken.OrganisationId:N}@{from.Domain}");
        // RFC 3834 §5, and Exchange's own word for it: no out-of-office answers.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
    }
}
