using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.NotificationWorker.Tests;

/// <summary>The program on servers that are stopped and started under it.</summary>
public sealed class OutageTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_database_is_away_events_stand_still_and_none_becomes_a_dead_letter()
    {
        await using var postgres = await TestServers.StartOwnPostgresAsync();
        await using var fixture = await NotificationFixture.CreateAsync(postgres);
        await using var broker = await TestBroker.CreateAsync();
        var organisation = await fixture.AddOrganisationAsync();
        await using var worker = new WorkerProgram(fixture.Database, broker);
        await ReadyAsync(worker);
        var error = await fixture.RaiseAsync(organisation);
        await postgres.KillAsync(Token);
        for (var i = 0; i < 50; i++)
            await worker.Services.GetRequiredService<MessagePublisher>().PublishAsync(new SyncErrorRaised(organisation, error), null, Token);
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.NotifySyncErrors) is > 0 and < 50);
        using (var client = worker.CreateClient())
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).StatusCode);

        await postgres.StartAsync(Token);

        await Eventually.HoldsAsync(async () => await fixture.MailingOfAsync(error) == "waiting");
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.NotifySyncErrors) == 0);
        Assert.Equal(0u, await broker.CountAsync(Queues.ErrorQueueOf(Queues.NotifySyncErrors)));
    }

    [Fact]
    public async Task While_the_mail_server_is_away_digests_wait_and_then_reach_the_organisation()
    {
        await using var fixture = await NotificationFixture.CreateAsync();
        await using var broker = await TestBroker.CreateAsync();
        await using var mail = await TestMail.CreateAsync();
        await using var worker = new WorkerProgram(
            fixture.Database, broker, ("Smtp:Port", $"{mail.Port}"), ("Digest:Window", "00:00:00"), ("Digest:PollInterval", "00:00:00.050"),
            ("Digest:RetryDelay", "00:00:00.100"), ("Digest:MaxRetryDelay", "00:00:00.500"), ("Sweep:Interval", "00:00:00.100"));
        await ReadyAsync(worker);
        await mail.StopAsync();
        await fixture.RaiseAsync(await fixture.AddOrganisationAsync("it@contoso.example"));
        await Eventually.HoldsAsync(async () => Assert.Single(await fixture.OverviewAsync()).Attempts > 1);
        using var client = worker.CreateClient();
        var health = await client.GetFromJsonAsync<JsonElement>("/health", Token);
        Assert.Equal("Degraded", health.GetProperty("checks").GetProperty("smtp").GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).StatusCode);

        await mail.StartAsync();

        await Eventually.HoldsAsync(async () => Assert.Equal("sent", Assert.Single(await fixture.OverviewAsync()).Status));
        var received = Assert.Single(await mail.MessagesAsync());
        Assert.Equal("it@contoso.example", received.Headers["X-RcptTo"]);
        Assert.Equal((await fixture.OverviewAsync())[0].MessageId, received.MessageId);
        Assert.Contains("E-mail address used twice", received.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("Healthy", (await client.GetFromJsonAsync<JsonElement>("/health", Token)).GetProperty("status").GetString());
    }

    static async Task ReadyAsync(WorkerProgram worker)
    {
        using var client = worker.CreateClient();
        await Eventually.HoldsAsync(async () => (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).IsSuccessStatusCode);
    }
}
