using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Tests.Fixtures;

/// <summary>
/// A small SMTP server, with real TLS if it has a certificate, that fails exactly where a test says, which no real one can be made to. It keeps what was handed over to it,
/// whatever it answered.
/// </summary>
sealed class ScriptedSmtp : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly List<byte[]> received = [];
    readonly ConcurrentQueue<(string Line, bool Encrypted)> steps = [];
    readonly Task accepting;
    int connections;

    public ScriptedSmtp()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections => connections;

    /// <summary>What the server proves itself with; null: it offers no TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>TLS from the first byte, instead of STARTTLS.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>The lines of all dialogues, and whether each came encrypted.</summary>
    public IReadOnlyCollection<(string Line, bool Encrypted)> Steps => steps;

    /// <summary>
    /// The answer to a step, which is <c>CONNECT</c>, <c>EHLO</c>, <c>AUTH …</c>, <c>MAIL FROM:…</c>, <c>RCPT TO:…</c>, <c>DATA</c> or
    /// <c>MESSAGE</c> (the mail's last line); null: as a willing server.
    /// </summary>
    public Func<string, Answer?> Script { get; set; } = _ => null;

    /// <summary>The mails whose last line arrived, byte for byte.</summary>
    public IReadOnlyList<byte[]> Received
    {
        get
        {
            lock (received)
                return [.. received];
        }
    }

    public IReadOnlyList<MimeMessage> Messages => [.. Received.Select(bytes => MimeMessage.Load(new MemoryStream(bytes)))];

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        // Not sooner: whoever accepts would find it stopped between two connections.
        listener.Dispose();
        stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopping.Token);
                Interlocked.Increment(ref connections);
                serving.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = ImplicitTls ? await EncryptAsync(client.GetStream()) : client.GetStream();
                await using var writer = Writer(stream);
                if (await StepAsync("CONNECT", "220 test ready", writer) && await TalkAsync(stream) && Certificate is not null)
                    await TalkAsync(await EncryptAsync(stream));
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or AuthenticationException)
            {
                // The client left, or does not trust us, or the test is over.
            }
        }
    }

    async Task<SslStream> EncryptAsync(Stream stream)
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, stopping.Token);
        return encrypted;
    }

    // True: the client goes on with TLS.
    async Task<bool> TalkAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        await using var writer = Writer(stream);
        while (await reader.ReadLineAsync(stopping.Token) is { } line)
        {
            steps.Enqueue((line, stream is SslStream));
            var quit = line.StartsWith("QUIT", StringComparison.Ordinal);
            if (!await StepAsync(line, Willing(line, stream is SslStream), writer) || quit)
                return false;
            if (line == "STARTTLS")
                return true;
            if (line == "DATA" && Script(line)?.Reply is null && !await ReceiveAsync(reader, writer))
                return false;
        }
        return false;
    }

    // Latin-1 carries every byte as it is.
    static StreamWriter Writer(Stream stream) => new(stream, Encoding.Latin1, leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };

    async Task<bool> ReceiveAsync(StreamReader reader, StreamWriter writer)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(stopping.Token) is { } line && line != ".")
            message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        lock (received)
            received.Add(Encoding.Latin1.GetBytes(message.ToString()));
        return await StepAsync("MESSAGE", "250 taken", writer);
    }

    async Task<bool> StepAsync(string step, string willing, StreamWriter writer)
    {
        var answer = Script(step) ?? new Answer(willing);
        if (answer.Reply is not null)
            await writer.WriteLineAsync(answer.Reply);
        if (answer.Then == Afterwards.Hang)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping.Token);
        return answer.Then == Afterwards.GoOn;
    }

    string Willing(string line, bool encrypted) => line.Split(' ')[0] switch
    {
        "EHLO" when Certificate is not null && !encrypted => "250-test\r\n250 STARTTLS",
        "EHLO" => "250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME",
        "STARTTLS" => "220 go on",
        "AUTH" => "235 welcome",
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ => "250 fine",
    };
}
