using System.Net.Sockets;
using Blink.Pipeline.NotificationWorker.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Blink.Pipeline.NotificationWorker.Tests.Mail;

public class MailFailureTests
{
    public static TheoryData<Exception, SmtpStage, MailFailureKind, bool> Table => new()
    {
        // The server's answer to a mail.
        { Answered(421, SmtpErrorCode.UnexpectedStatusCode), SmtpStage.Sending, MailFailureKind.Deferred, false },
        { Answered(450, SmtpErrorCode.RecipientNotAccepted), SmtpStage.Sending, MailFailureKind.Deferred, false },
        { Answered(451, SmtpErrorCode.MessageNotAccepted), SmtpStage.Sending, MailFailureKind.Deferred, false },
        { Answered(452, SmtpErrorCode.SenderNotAccepted), SmtpStage.Sending, MailFailureKind.Deferred, false },
        { Answered(550, SmtpErrorCode.RecipientNotAccepted), SmtpStage.Sending, MailFailureKind.Refused, false },
        { Answered(552, SmtpErrorCode.SenderNotAccepted), SmtpStage.Sending, MailFailureKind.Refused, false },
        { Answered(554, SmtpErrorCode.MessageNotAccepted), SmtpStage.Sending, MailFailureKind.Refused, false },
        // What waiting alone will hardly mend, and no mail is to blame for.
        { Answered(550, SmtpErrorCode.SenderNotAccepted), SmtpStage.Sending, MailFailureKind.Deferred, true },
        { Answered(530, SmtpErrorCode.SenderNotAccepted), SmtpStage.Sending, MailFailureKind.Deferred, true },
        { Answered(535, SmtpErrorCode.UnexpectedStatusCode), SmtpStage.Connecting, MailFailureKind.Deferred, true },
        { Answered(554, SmtpErrorCode.UnexpectedStatusCode), SmtpStage.Connecting, MailFailureKind.Deferred, true },
        { Answered(454, SmtpErrorCode.UnexpectedStatusCode), SmtpStage.Connecting, MailFailureKind.Deferred, false },
        { new AuthenticationException("535"), SmtpStage.Connecting, MailFailureKind.Deferred, true },
        { new SslHandshakeException("untrusted"), SmtpStage.Connecting, MailFailureKind.Deferred, true },
        { new NotSupportedException("no STARTTLS"), SmtpStage.Connecting, MailFailureKind.Deferred, true },
        // The connection: before a mail nothing can have arrived, during one nobody knows.
        { new SocketException((int)SocketError.ConnectionRefused), SmtpStage.Connecting, MailFailureKind.Deferred, false },
        { new TimeoutException(), SmtpStage.Connecting, MailFailureKind.Deferred, false },
        { new SmtpProtocolException("closed"), SmtpStage.Connecting, MailFailureKind.Deferred, false },
        { new SmtpProtocolException("closed"), SmtpStage.Sending, MailFailureKind.Uncertain, false },
        { new IOException("reset"), SmtpStage.Sending, MailFailureKind.Uncertain, false },
        { new TimeoutException(), SmtpStage.Sending, MailFailureKind.Uncertain, false },
        { new OperationCanceledException(), SmtpStage.Sending, MailFailureKind.Uncertain, false },
        { new ServiceNotConnectedException(), SmtpStage.Sending, MailFailureKind.Deferred, false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_failure_says_what_becomes_of_the_mail(Exception exception, SmtpStage stage, MailFailureKind kind, bool misconfigured)
    {
        var failure = MailFailure.Of(exception, stage);

        Assert.Equal((kind, misconfigured), (failure.Kind, failure.Misconfigured));
    }

    [Fact]
    public void The_servers_own_words_are_kept() =>
        Assert.Equal("550 no such user", MailFailure.Of(Answered(550, SmtpErrorCode.RecipientNotAccepted, "no such user"), SmtpStage.Sending).Words);

    static SmtpCommandException Answered(int status, SmtpErrorCode code, string words = "words") => new(code, (SmtpStatusCode)status, words);
}
