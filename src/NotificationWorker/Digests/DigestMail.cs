using Blink.Pipeline.NotificationWorker.Mail;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>Makes the mail of a digest: text, HTML, and a CSV file that names everybody.</summary>
sealed class DigestMail(MailHtml html, MailEnvelope envelope, IOptions<DigestOptions> options)
{
    const int MaxNameInSubject = 100;

    /// <summary>Composes the mail.</summary>
    /// <param name="taken">The digest, by which the Message-ID is determined.</param>
    /// <param name="content">What it tells.</param>
    /// <returns>The mail; without a recipient when the organisation's address cannot be read as one mailbox.</returns>
    public async Task<MimeMessage> ComposeAsync(TakenDigest taken, DigestContent content)
    {
        var view = DigestView.Of(content, options.Value);
        var body = new BodyBuilder { TextBody = DigestText.Of(view), HtmlBody = await html.OfAsync<DigestPage>(view) };
        AttachEverybody(body, content);
        // One thread an organisation: all its digests answer a mail that was never sent.
        return envelope.Seal(taken.Recipient, SubjectOf(view), $"digest-{taken.Id:N}", $"digests-{taken.OrganisationId:N}", body);
    }

    static void AttachEverybody(BodyBuilder body, DigestContent content)
    {
        var file = body.Attachments.Add("synchronisation-errors.csv", DigestCsv.Of(content), new ContentType("text", "csv") { Charset = "utf-8" });
        // As text it would be at the mercy of whoever rewrites line ends on its way.
        ((MimePart)file).ContentTransferEncoding = ContentEncoding.Base64;
    }

    static string SubjectOf(DigestView view) => $"[Blink] {view.Title} – {SafeText.Line(view.OrganisationName, MaxNameInSubject)}";
}
