using System.Text;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Tests.Mail;

/// <summary>Connections as they are made in production: real TLS with a certificate, user and password.</summary>
public sealed class SmtpSecurityTests : IDisposable
{
    readonly TestAuthority authority = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => authority.Dispose();

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task Mails_and_the_password_travel_encrypted_over_one_connection(SmtpSecurity security)
    {
        await using var smtp = Server(security, "127.0.0.1");
        await using (var session = Session(smtp, security, authority.File))
        {
            Assert.Null(await session.ConnectAsync(Token));
            Assert.Null(await SendAsync(session));
            Assert.Null(await SendAsync(session));
        }

        Assert.Equal((1, 2), (smtp.Connections, smtp.Received.Count));
        var credentials = Convert.ToBase64String(Encoding.ASCII.GetBytes("\0blink\0secret"));
        Assert.Contains(($"AUTH PLAIN {credentials}", true), smtp.Steps);
        Assert.All(smtp.Steps, step => Assert.True(step.Encrypted || step.Line.Split(' ')[0] is "EHLO" or "STARTTLS", step.Line));
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task A_server_of_an_unknown_authority_gets_neither_password_nor_mail(SmtpSecurity security)
    {
        await using var smtp = Server(security, "127.0.0.1");

        await RefusedAsync(smtp, security, authorityFile: null);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_none()
    {
        await using var smtp = Server(SmtpSecurity.Tls, "mail.elsewhere.example");

        await RefusedAsync(smtp, SmtpSecurity.Tls, authority.File);
    }

    [Fact]
    public async Task Nothing_goes_out_in_the_clear_where_STARTTLS_is_wanted_and_not_offered()
    {
        await using var smtp = new ScriptedSmtp();

        await RefusedAsync(smtp, SmtpSecurity.StartTls, authority.File);
    }

    [Fact]
    public void A_file_of_authorities_that_is_not_there_is_named_at_the_start()
    {
        var options = new SmtpOptions { Host = "mail", From = "no-reply@blink.example", AuthorityFile = "/nowhere/authority.pem" };

        Assert.Contains("/nowhere/authority.pem", new SmtpAddressesValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    static async Task RefusedAsync(ScriptedSmtp smtp, SmtpSecurity security, string? authorityFile)
    {
        await using var session = Session(smtp, security, authorityFile);

        var failure = await session.ConnectAsync(Token);

        Assert.Equal((MailFailureKind.Deferred, true), (failure!.Kind, failure.Misconfigured));
        Assert.DoesNotContain(smtp.Steps, step => step.Line.StartsWith("AUTH", StringComparison.Ordinal) || step.Line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    ScriptedSmtp Server(SmtpSecurity security, string name) => new() { Certificate = authority.Sign(name), ImplicitTls = security == SmtpSecurity.Tls };

    static MailSession Session(ScriptedSmtp smtp, SmtpSecurity security, string? authorityFile) => new MailSender(Options.Create(new SmtpOptions
    {
        Host = "127.0.0.1",
        Port = smtp.Port,
        Security = security,
        AuthorityFile = authorityFile,
        User = "blink",
        Password = "secret",
        From = "no-reply@blink.example",
    }), new SmtpState()).Open();

    static async Task<MailFailure?> SendAsync(MailSession session)
    {
        using var message = new MimeMessage(
            [MailboxAddress.Parse("no-reply@blink.example")], [MailboxAddress.Parse("it@contoso.example")], "subject", new TextPart("plain") { Text = "text" });
        return await session.SendAsync(message, Token);
    }
}
