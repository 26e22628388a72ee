using System.Net.Security;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>One connection to the SMTP server, for one mail after the other. Failures are results: they decide what becomes of a mail.</summary>
sealed class MailSession(SmtpOptions options, RemoteCertificateValidationCallback? trust, SmtpState state) : IAsyncDisposable
{
    readonly SmtpClient client = new()
    {
        Timeout = (int)options.Timeout.TotalMilliseconds,
        ServerCertificateValidationCallback = trust,
    };

    /// <summary>Whether the last mail left the connection usable.</summary>
    public bool IsConnected => client.IsConnected;

    /// <summary>Connects and authenticates, unless that is done already.</summary>
    /// <param name="deadline">Ends the attempt.</param>
    /// <returns>Null once connected, else why not.</returns>
    public async Task<MailFailure?> ConnectAsync(CancellationToken deadline)
    {
        if (client.IsConnected)
            return null;
        var failure = await TryConnectAsync(deadline);
        state.Note(failure);
        return failure;
    }

    /// <summary>Sends one mail over the connection.</summary>
    /// <param name="message">The mail.</param>
    /// <param name="deadline">Ends the attempt; whether the mail arrived is then unknown.</param>
    /// <returns>Null once the server has taken it, else why not.</returns>
    public async Task<MailFailure?> SendAsync(MimeMessage message, CancellationToken deadline)
    {
        try
        {
            await client.SendAsync(message, deadline);
            return null;
        }
        catch (Exception exception)
        {
            // After an answer that refuses one mail the connection is good for the next; with 421 the server closes it.
            if (exception is not SmtpCommandException { StatusCode: not SmtpStatusCode.ServiceNotAvailable })
                await DropAsync();
            return MailFailure.Of(exception, SmtpStage.Sending);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (client.IsConnected)
            await QuitAsync();
        client.Dispose();
    }

    async Task<MailFailure?> TryConnectAsync(CancellationToken deadline)
    {
        try
        {
            await client.ConnectAsync(options.Host, options.Port, SocketOptions(), deadline);
            if (!string.IsNullOrEmpty(options.User))
                await client.AuthenticateAsync(options.User, options.Password ?? "", deadline);
            return null;
        }
        catch (Exception exception)
        {
            await DropAsync();
            return MailFailure.Of(exception, SmtpStage.Connecting);
        }
    }

    async Task DropAsync()
    {
        if (client.IsConnected)
            await client.DisconnectAsync(quit: false);
    }

    async Task QuitAsync()
    {
        try
        {
            await client.DisconnectAsync(quit: true);
        }
        catch (Exception exception) when (exception is IOException or SmtpProtocolException or SmtpCommandException or TimeoutException)
        {
            // The mails are taken already; how the server says good-bye does not matter.
        }
    }

    SecureSocketOptions SocketOptions() => options.Security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };
}
