using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>Why a mail was not sent.</summary>
/// <param name="Kind">What it says about the mail.</param>
/// <param name="Misconfigured">Waiting alone will hardly mend it: the server wants other credentials, another sender or other TLS.</param>
/// <param name="Status">The server's SMTP status, if it answered.</param>
/// <param name="Words">The server's or the library's words; may name addresses, so they are stored, never logged.</param>
sealed record MailFailure(MailFailureKind Kind, bool Misconfigured, int? Status, string Words)
{
    /// <summary>RFC 5321 §4.2.1 classes and RFC 4954 §6 codes, as MailKit reports them.</summary>
    /// <param name="exception">What MailKit threw.</param>
    /// <param name="stage">How far the dialogue had come.</param>
    /// <returns>What the exception means for the mail.</returns>
    public static MailFailure Of(Exception exception, SmtpStage stage) => exception switch
    {
        SmtpCommandException command => Of(command, stage),
        AuthenticationException => new(MailFailureKind.Deferred, true, null, exception.Message),
        SslHandshakeException or NotSupportedException => new(MailFailureKind.Deferred, true, null, exception.Message),
        // Thrown before anything is written.
        ServiceNotConnectedException or ServiceNotAuthenticatedException => new(MailFailureKind.Deferred, false, null, exception.Message),
        _ => new(stage == SmtpStage.Sending ? MailFailureKind.Uncertain : MailFailureKind.Deferred, false, null, exception.Message),
    };

    static MailFailure Of(SmtpCommandException exception, SmtpStage stage)
    {
        var status = (int)exception.StatusCode;
        var words = $"{status} {exception.Message}";
        if (status is 530 or 534 or 535 or 538 || (status >= 500 && IsAboutUs(exception, stage)))
            return new(MailFailureKind.Deferred, true, status, words);
        return new(status >= 500 ? MailFailureKind.Refused : MailFailureKind.Deferred, false, status, words);
    }

    // A refused sender is our own address, the same in every mail; 552 is the exception: at MAIL FROM it says that this mail is too large.
    static bool IsAboutUs(SmtpCommandException exception, SmtpStage stage) =>
        stage == SmtpStage.Connecting
        || (exception.ErrorCode == SmtpErrorCode.SenderNotAccepted && exception.StatusCode != SmtpStatusCode.ExceededStorageAllocation);
}
