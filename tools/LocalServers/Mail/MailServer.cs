using Blink.Pipeline.LocalServers.Control;

namespace Blink.Pipeline.LocalServers.Mail;

/// <summary>
/// A real SMTP server (aiosmtpd) that delivers nothing: it keeps every message it accepts as one file in a Maildir, with the
/// envelope in the headers <c>X-MailFrom</c> and <c>X-RcptTo</c>. It refuses, at RCPT TO (RFC 5321 §4.2):
/// <list type="bullet">
/// <item><c>nobody@…</c> always, for good: <c>550 5.1.1</c>;</item>
/// <item><c>busy…@…</c> for the time being, while <see cref="RefuseBusy"/> is on: <c>451 4.3.0</c>.</item>
/// </list>
/// Beyond that it fails as <see cref="FailAt"/> asks.
/// </summary>
public sealed class MailServer : LocalServer
{
    internal const string Variable = "BLINK_SMTP";
    internal const string DirectoryVariable = "BLINK_MAIL_DIRECTORY";

    readonly string? refuseFile;
    readonly string? faultFile;

    internal MailServer(
        string host, int port, string directory, IServerControl control, string? refuseFile = null, string? faultFile = null) : base(control)
    {
        Host = host;
        Port = port;
        Directory = directory;
        this.refuseFile = refuseFile;
        this.faultFile = faultFile;
    }

    /// <summary>Host name or address.</summary>
    public string Host { get; }

    /// <summary>Port of plain SMTP, without TLS and authentication.</summary>
    public int Port { get; }

    /// <summary>The Maildir: each message is one file in its folder <c>new</c>.</summary>
    public string Directory { get; }

    /// <summary>Finds an SMTP server in the environment, or starts one of our own.</summary>
    /// <exception cref="LocalServersException">There is none to be had.</exception>
    public static async Task<MailServer> StartAsync(LocalServersOptions options, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } address) return await StartOwnAsync(options, cancellationToken);
        var directory = Environment.GetEnvironmentVariable(DirectoryVariable)
            ?? throw new LocalServersException($"{Variable} is set, but {DirectoryVariable} (the Maildir it delivers to) is not.");
        return address.Split(':') is [var host, var port] && int.TryParse(port, out var number)
            ? new(host, number, directory, new ExternalServer(Variable))
            : throw new LocalServersException($"{Variable} has the form host:port.");
    }

    /// <summary>Starts one of our own, whatever the environment says.</summary>
    /// <exception cref="LocalServersException">aiosmtpd is missing and cannot be installed.</exception>
    public static Task<MailServer> StartOwnAsync(LocalServersOptions options, CancellationToken cancellationToken) =>
        PrivateMail.StartAsync(options, cancellationToken);

    /// <summary>Whether recipients whose local part starts with <c>busy</c> are refused for the time being. Off at the start.</summary>
    /// <exception cref="LocalServersException">The server was not started by us.</exception>
    public void RefuseBusy(bool on)
    {
        var file = OnDemand(refuseFile);
        if (on) File.WriteAllText(file, "");
        else File.Delete(file);
    }

    /// <summary>Fails at one step of every mail from now on.</summary>
    /// <param name="step"><c>RCPT</c>, or <c>DATA</c>: after the mail's last line.</param>
    /// <param name="fault">
    /// A reply such as <c>450 4.2.1 Mailbox busy</c> (after 421 the connection is closed, too), <c>hang</c>, or <c>drop</c> for an end of
    /// the connection without a word. After DATA, a server that hangs or drops keeps the mail.
    /// </param>
    /// <exception cref="LocalServersException">The server was not started by us.</exception>
    public void FailAt(string step, string fault) => File.WriteAllText(OnDemand(faultFile), $"{step} {fault}");

    /// <summary>Fails no more.</summary>
    /// <exception cref="LocalServersException">The server was not started by us.</exception>
    public void FailNoMore() => File.Delete(OnDemand(faultFile));

    static string OnDemand(string? file) =>
        file ?? throw new LocalServersException($"The SMTP server named by {Variable} does not fail on demand; one of our own does.");
}
