using System.Net.Security;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>Opens sessions with the configured SMTP server.</summary>
sealed class MailSender(IOptions<SmtpOptions> options, SmtpState state)
{
    readonly RemoteCertificateValidationCallback? trust = ServerTrust.Of(options.Value.AuthorityFile);

    /// <summary>A session for several mails; nothing is connected yet.</summary>
    /// <returns>The session, to be disposed by the caller.</returns>
    public MailSession Open() => new(options.Value, trust, state);
}
