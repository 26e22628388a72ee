using System.Net.Sockets;
using Blink.Pipeline.LocalServers.Control;
using Blink.Pipeline.LocalServers.Packages;
using Blink.Pipeline.LocalServers.Processes;

namespace Blink.Pipeline.LocalServers.Mail;

/// <summary>aiosmtpd from this machine's packages.</summary>
static class PrivateMail
{
    const string Host = "127.0.0.1";

    /// <summary>Installs aiosmtpd if it is missing and possible, and starts it on an empty Maildir.</summary>
    public static async Task<MailServer> StartAsync(LocalServersOptions options, CancellationToken cancellationToken)
    {
        var python = await PythonAsync(cancellationToken);
        var port = options.Port(PortOffset.Smtp);
        var folder = options.FolderOf("mail", port);
        var (refuseFile, faultFile) = (Path.Combine(folder, "refuse"), Path.Combine(folder, "fault"));
        var maildir = Path.Combine(folder, "maildir");
        options.Report?.Invoke($"Starting an SMTP server (aiosmtpd) on port {port}");
        var command = new ServerCommand
        {
            Arguments = [python, "-m", "aiosmtpd", "-n", "-l", $"{Host}:{port}", "-c", "blink_maildir.Handler", maildir, refuseFile, faultFile],
            LogFile = Path.Combine(folder, "log"),
            Grace = TimeSpan.FromSeconds(2),
            Environment = new Dictionary<string, string?> { ["PYTHONPATH"] = folder, ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };
        var server = new MailServer(
            Host, port, maildir, new PrivateServer("aiosmtpd", folder, command, token => GreetsAsync(port, token)), refuseFile, faultFile);
        await server.StartOrDisposeAsync(
            () => File.WriteAllTextAsync(Path.Combine(folder, "blink_maildir.py"), Resources.Read("blink_maildir.py"), cancellationToken), cancellationToken);
        return server;
    }

    static async Task<string> PythonAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } found) return found;
        if (await DebianPackages.TryInstallAsync("python3-aiosmtpd", cancellationToken) && await FindAsync(cancellationToken) is { } installed) return installed;
        throw new LocalServersException(
            $"aiosmtpd is missing. Install it (Debian and Ubuntu: apt-get install python3-aiosmtpd), or set {MailServer.Variable} and {MailServer.DirectoryVariable}.");
    }

    /// <summary>Debian's modules belong to Debian's Python, which need not be the first on the PATH.</summary>
    static async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
        {
            if (await Commands.TryAsync(TimeSpan.FromSeconds(10), [python, "-c", "import aiosmtpd"], cancellationToken) is not null) return python;
        }
        return null;
    }

    static async Task<bool> GreetsAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Host, port, cancellationToken);
        using var reader = new StreamReader(client.GetStream());
        return (await reader.ReadLineAsync(cancellationToken))?.StartsWith("220", StringComparison.Ordinal) is true;
    }
}
