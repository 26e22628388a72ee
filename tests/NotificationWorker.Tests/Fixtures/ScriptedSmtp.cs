using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Tests.Fixtures;

/// <summary>
/// A small SMTP server that fails exactly where a test says, which no real one can be made to. It keeps what was handed over to it,
/// whatever it answered.
/// </summary>
sealed class ScriptedSmtp : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly List<byte[]> received = [];
    readonly Task accepting;
    int connections;

    public ScriptedSmtp()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections => connections;

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
        listener.Stop();
        await accepting;
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
                // Latin-1 carries every byte as it is.
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
                if (await StepAsync("CONNECT", "220 test ready", writer))
                    await TalkAsync(reader, writer);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client left, or the test is over.
            }
        }
    }

    async Task TalkAsync(StreamReader reader, StreamWriter writer)
    {
        while (await reader.ReadLineAsync(stopping.Token) is { } line)
        {
            var quit = line.StartsWith("QUIT", StringComparison.Ordinal);
            if (!await StepAsync(line, Willing(line), writer) || quit)
                return;
            if (line == "DATA" && Script(line)?.Reply is null && !await ReceiveAsync(reader, writer))
                return;
        }
    }

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

    static string Willing(string line) => line.Split(' ')[0] switch
    {
        "EHLO" => "250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME",
        "AUTH" => "235 welcome",
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ => "250 fine",
    };
}
