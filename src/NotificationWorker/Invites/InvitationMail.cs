using Blink.Pipeline.NotificationWorker.Mail;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Invites;

/// <summary>Makes the mail of an invite: text and HTML.</summary>
sealed class InvitationMail(MailHtml html, MailEnvelope envelope)
{
    const int MaxNameInSubject = 100;

    /// <summary>Composes the mail.</summary>
    /// <param name="inviteId">The invite, by which the Message-ID is determined.</param>
    /// <param name="recipient">The account's e-mail address.</param>
    /// <param name="view">What it says.</param>
    /// <returns>The mail; without a recipient when the address cannot be read as one mailbox.</returns>
    public async Task<MimeMessage> ComposeAsync(Guid inviteId, string recipient, InvitationView view) => envelope.Seal(
        recipient,
        $"{InvitationText.Title} – {SafeText.Line(view.OrganisationName, MaxNameInSubject)}",
        $"invite-{inviteId:N}",
        thread: null,
        new BodyBuilder { TextBody = InvitationText.Of(view), HtmlBody = await html.OfAsync<InvitationPage>(view) });
}
