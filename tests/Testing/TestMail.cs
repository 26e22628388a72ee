using Blink.Pipeline.LocalServers.Mail;
using MimeKit;

namespace Blink.Pipeline.Testing;

/// <summary>An SMTP server and Maildir of a test's or test class's own. See <see cref="MailServer"/> for what it refuses.</summary>
public sealed class TestMail : IAsyncDisposable
{
    TestMail(MailServer server) => Server = server;

    /// <summary>The server.</summary>
    public MailServer Server { get; }

    /// <summary>Its address on loopback.</summary>
    public string Host => Server.Host;

    /// <summary>Its port, the same after a stop and start. No TLS, no authentication.</summary>
    public int Port => Server.Port;

    /// <summary>Starts a server with an empty Maildir.</summary>
    public static async Task<TestMail> CreateAsync() => new(await TestServers.StartOwnMailAsync());

    /// <summary>All messages accepted so far, oldest first, with the envelope in the headers X-MailFrom and X-RcptTo.</summary>
    public async Task<IReadOnlyList<MimeMessage>> MessagesAsync()
    {
        var files = new DirectoryInfo(Path.Combine(Server.Directory, "new"));
        if (!files.Exists) return [];
        List<MimeMessage> messages = [];
        foreach (var file in files.EnumerateFiles().OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal))
            messages.Add(await MimeMessage.LoadAsync(file.FullName, TestContext.Current.CancellationToken));
        return messages;
    }

    /// <summary>Refuses recipients whose local part starts with "busy" with 451, or takes them again.</summary>
    public void RefuseBusy(bool on) => Server.RefuseBusy(on);

    /// <summary>Fails at a step from now on. See <see cref="MailServer.FailAt"/>.</summary>
    public void FailAt(string step, string fault) => Server.FailAt(step, fault);

    /// <summary>Fails no more.</summary>
    public void FailNoMore() => Server.FailNoMore();

    /// <summary>Kills the server (SIGKILL).</summary>
    public Task KillAsync() => Server.KillAsync(TestContext.Current.CancellationToken);

    /// <summary>Stops the server: connections are refused.</summary>
    public Task StopAsync() => Server.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Starts it again, on the same port and Maildir.</summary>
    public Task StartAsync() => Server.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>Stops the server and removes the Maildir.</summary>
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
