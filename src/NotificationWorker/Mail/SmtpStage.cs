namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>How far the dialogue with the SMTP server had come.</summary>
public enum SmtpStage
{
    /// <summary>Connecting, greeting, TLS and authentication: no mail was named yet.</summary>
    Connecting,

    /// <summary>From MAIL FROM to the answer to the mail's last line.</summary>
    Sending,
}
