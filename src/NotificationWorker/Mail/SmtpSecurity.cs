namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>How the connection to the SMTP server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>Not at all: for a relay on the same machine or network.</summary>
    None,

    /// <summary>STARTTLS (RFC 3207), required: usual on port 587.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314): usual on port 465.</summary>
    Tls,
}
