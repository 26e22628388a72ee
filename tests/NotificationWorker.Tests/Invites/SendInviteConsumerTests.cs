using Blink.Pipeline.Contracts;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.NotificationWorker.Tests.Invites;

/// <summary>The program itself, from its queue to the SMTP server.</summary>
public sealed class SendInviteConsumerTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_comes_twice_is_one_mail_and_one_that_names_nothing_is_a_dead_letter()
    {
        await using var fixture = await NotificationFixture.CreateAsync();
        await using var broker = await TestBroker.CreateAsync();
        await using var worker = new WorkerProgram(fixture.Database, broker, ("Smtp:Port", $"{fixture.Smtp.Port}"));
        await ReadyAsync(worker);
        var organisation = await fixture.AddOrganisationAsync();
        var invite = new SendInvite(organisation, await fixture.AddAccountAsync(organisation), Guid.NewGuid());

        await broker.PublishAsync(Queues.SendInvite, "{}");
        await PublishAsync(worker, invite);
        await PublishAsync(worker, invite);

        await Eventually.HoldsAsync(async () => Assert.Equal("sent", Assert.Single(await fixture.InvitesAsync()).Status));
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.ErrorQueueOf(Queues.SendInvite)) == 1);
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.SendInvite) == 0);
        Assert.Single(fixture.Smtp.Received);
    }

    [Fact]
    public async Task While_the_database_is_away_invites_stand_still_and_none_becomes_a_dead_letter()
    {
        await using var postgres = await TestServers.StartOwnPostgresAsync();
        await using var fixture = await NotificationFixture.CreateAsync(postgres);
        await using var broker = await TestBroker.CreateAsync();
        await using var worker = new WorkerProgram(fixture.Database, broker, ("Smtp:Port", $"{fixture.Smtp.Port}"));
        await ReadyAsync(worker);
        var organisation = await fixture.AddOrganisationAsync();
        var account = await fixture.AddAccountAsync(organisation);
        await postgres.KillAsync(Token);
        for (var i = 0; i < 10; i++)
            await PublishAsync(worker, new SendInvite(organisation, account, Guid.NewGuid()));

        await postgres.StartAsync(Token);

        await Eventually.HoldsAsync(async () => Assert.Equal(10, (await fixture.InvitesAsync()).Count(invite => invite.Status == "sent")));
        Assert.Equal(0u, await broker.CountAsync(Queues.ErrorQueueOf(Queues.SendInvite)));
    }

    static Task PublishAsync(WorkerProgram worker, SendInvite invite) =>
        worker.Services.GetRequiredService<MessagePublisher>().PublishAsync(invite, null, Token);

    static async Task ReadyAsync(WorkerProgram worker)
    {
        using var client = worker.CreateClient();
        await Eventually.HoldsAsync(async () => (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).IsSuccessStatusCode);
    }
}
