using Blink.Pipeline.NotificationWorker.Mail;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>Makes the mail of an alert: text and HTML.</summary>
sealed class AlertMail(MailHtml html, MailEnvelope envelope)
{
    const int MaxNameInSubject = 100;

    /// <summary>Composes the mail.</summary>
    /// <param name="taken">The alert, by which the Message-ID is determined; it joins the thread of the organisation's digests.</param>
    /// <param name="recipient">The organisation's notification address.</param>
    /// <param name="view">What it says.</param>
    /// <returns>The mail; without a recipient when the address cannot be read as one mailbox.</returns>
    public async Task<MimeMessage> ComposeAsync(TakenAlert taken, string recipient, AlertView view) => envelope.Seal(
        recipient,
        $"[Blink] {view.Title} – {SafeText.Line(view.OrganisationName, MaxNameInSubject)}",
        $"alert-{taken.Id:N}",
        $"digests-{taken.OrganisationId:N}",
        new BodyBuilder { TextBody = AlertText.Of(view), HtmlBody = await html.OfAsync<AlertPage>(view) });
}
