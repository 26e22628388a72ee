using System.Text;
using Blink.Pipeline.LocalServers.Mail;
using Blink.Pipeline.LocalServers.Postgres;
using Blink.Pipeline.LocalServers.RabbitMq;
using MailKit.Net.Smtp;
using MimeKit;
using Npgsql;
using RabbitMQ.Client;

namespace Blink.Pipeline.LocalServers.Tests;

/// <summary>These start servers of their own, whatever the environment of the test run offers.</summary>
public sealed class LocalServerSetTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("blink-servers-");

    LocalServersOptions Options => new() { DataDirectory = folder.FullName, Report = line => TestContext.Current.TestOutputHelper?.WriteLine(line) };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_that_is_cancelled_leaves_nothing_behind(bool atOnce)
    {
        Func<LocalServersOptions, CancellationToken, Task>[] starts = [PrivatePostgres.StartAsync, PrivateRabbitMq.StartAsync, PrivateMail.StartAsync];
        foreach (var start in starts)
        {
            using var cancellation = new CancellationTokenSource();
            if (atOnce)
                await cancellation.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start(Options with { Report = _ => cancellation.Cancel() }, cancellation.Token));

            Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
        }
    }

    [Fact]
    public async Task PostgreSQL_keeps_what_was_committed_when_it_is_killed_and_leaves_nothing_behind()
    {
        var server = await PrivatePostgres.StartAsync(Options, Token);
        await using (var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync("kept", cancellationToken: Token)))
        {
            await using var create = source.CreateCommand("CREATE TABLE kept AS SELECT 1 AS id");
            await create.ExecuteNonQueryAsync(Token);
            await server.KillAsync(Token);
            await server.StartAsync(Token);
            source.Clear();
            await using var count = source.CreateCommand("SELECT count(*) FROM kept");
            Assert.Equal(1L, await count.ExecuteScalarAsync(Token));
        }
        var port = new NpgsqlConnectionStringBuilder(server.ConnectionString).Port;

        await server.DisposeAsync();

        Assert.Equal(port, Ports.Demand(port));
        Assert.Empty(Directory.GetDirectories(folder.FullName));
    }

    [Fact]
    public async Task RabbitMQ_keeps_durable_messages_while_it_is_stopped_and_leaves_nothing_behind()
    {
        var server = await PrivateRabbitMq.StartAsync(Options, Token);
        var uri = await server.CreateVirtualHostAsync("kept", Token);
        await PublishAsync(uri, "kept");

        await server.StopAsync(Token);
        await server.StartAsync(Token);

        await using (var connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync(Token))
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
            var message = await channel.BasicGetAsync("kept", autoAck: true, Token);
            Assert.Equal("hello", Encoding.UTF8.GetString(message!.Body.Span));
        }
        await server.DisposeAsync();

        Assert.Equal(uri.Port, Ports.Demand(uri.Port));
        Assert.Empty(ProcessesThatMention(folder.FullName));
    }

    [Theory]
    [InlineData("someone@contoso.example", null)]
    [InlineData("nobody@contoso.example", SmtpStatusCode.MailboxUnavailable)]
    [InlineData("busy.bee@contoso.example", SmtpStatusCode.ErrorInProcessing)]
    public async Task The_mail_server_keeps_mail_and_refuses_on_demand(string recipient, SmtpStatusCode? refusal)
    {
        await using var server = await MailServer.StartOwnAsync(Options, Token);
        server.RefuseBusy(true);

        var sending = await Record.ExceptionAsync(() => SendAsync(server, recipient));

        Assert.Equal(refusal, (sending as SmtpCommandException)?.StatusCode);
        var kept = Directory.GetFiles(Path.Combine(server.Directory, "new"));
        if (refusal is not null) Assert.Empty(kept);
        else Assert.Equal(recipient, (await MimeMessage.LoadAsync(Assert.Single(kept), Token)).Headers["X-RcptTo"]);
    }

    [Fact]
    public async Task A_busy_mailbox_takes_mail_again_when_it_is_told_to()
    {
        await using var server = await MailServer.StartOwnAsync(Options, Token);
        server.RefuseBusy(true);
        server.RefuseBusy(false);

        await SendAsync(server, "busy.bee@contoso.example");

        Assert.Single(Directory.GetFiles(Path.Combine(server.Directory, "new")));
    }

    static async Task PublishAsync(Uri uri, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(new(true, true), Token);
        await channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Token);
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes("hello"), Token);
    }

    static async Task SendAsync(MailServer server, string recipient)
    {
        using var message = new MimeMessage { Subject = "Hello", Body = new TextPart("plain") { Text = "Hello" } };
        message.From.Add(new MailboxAddress("Blink", "blink@contoso.example"));
        message.To.Add(new MailboxAddress("", recipient));
        using var client = new SmtpClient();
        await client.ConnectAsync(server.Host, server.Port, MailKit.Security.SecureSocketOptions.None, Token);
        await client.SendAsync(message, Token);
        await client.DisconnectAsync(true, Token);
    }

    static IEnumerable<string> ProcessesThatMention(string text) => Directory.GetFiles("/proc", "cmdline", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
        .Where(file => TryRead(file).Contains(text, StringComparison.Ordinal));

    static string TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
