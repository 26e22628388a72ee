using Blink.Pipeline.Contracts;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Blink.Pipeline.NotificationWorker.Tests.SyncErrors;

public sealed class SyncErrorConsumerTests : IAsyncLifetime
{
    NotificationFixture fixture = null!;
    TestBroker broker = null!;
    WorkerProgram worker = null!;
    Guid organisation;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        fixture = await NotificationFixture.CreateAsync();
        broker = await TestBroker.CreateAsync();
        organisation = await fixture.AddOrganisationAsync();
        worker = new(fixture.Database, broker);
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await worker.DisposeAsync();
        await broker.DisposeAsync();
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Events_in_any_order_and_number_come_to_the_same()
    {
        var open = await fixture.RaiseAsync(organisation);
        var over = await fixture.RaiseAsync(organisation);
        await fixture.ResolveAsync(over);

        foreach (var message in new object[]
        {
            new SyncErrorResolved(organisation, over), new SyncErrorRaised(organisation, over), new SyncErrorRaised(organisation, open),
            new SyncErrorRaised(organisation, over), new SyncErrorResolved(organisation, over), new SyncErrorRaised(organisation, open),
        })
            await worker.Services.GetRequiredService<MessagePublisher>().PublishAsync(message, null, Token);

        await Eventually.HoldsAsync(async () => Assert.Equal(("waiting", "left_out"), (await fixture.MailingOfAsync(open), await fixture.MailingOfAsync(over))));
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.NotifySyncErrors) == 0);
        Assert.Equal(0u, await broker.CountAsync(Queues.ErrorQueueOf(Queues.NotifySyncErrors)));
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_harms_only_itself()
    {
        var error = await fixture.RaiseAsync(organisation);

        await PublishAsync(nameof(SyncErrorRaised), "{}");
        await PublishAsync(nameof(SyncErrorRaised), "not json");
        await PublishAsync(nameof(ApplyUser), "{}");
        await PublishAsync(nameof(SyncErrorRaised), $$"""{"organisationId":"{{organisation}}","syncErrorId":"{{error}}"}""");

        await Eventually.HoldsAsync(async () => await fixture.MailingOfAsync(error) == "waiting");
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.ErrorQueueOf(Queues.NotifySyncErrors)) == 2);
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.SkippedQueueOf(Queues.NotifySyncErrors)) == 1);
        Assert.Equal(0u, await broker.CountAsync(Queues.NotifySyncErrors));
    }

    [Fact]
    public async Task An_error_that_nobody_knows_any_more_is_no_failure()
    {
        await worker.Services.GetRequiredService<MessagePublisher>().PublishAsync(new SyncErrorRaised(organisation, Guid.NewGuid()), null, Token);
        var error = await fixture.RaiseAsync(organisation);
        await worker.Services.GetRequiredService<MessagePublisher>().PublishAsync(new SyncErrorRaised(organisation, error), null, Token);

        await Eventually.HoldsAsync(async () => await fixture.MailingOfAsync(error) == "waiting");
        Assert.Equal(0u, await broker.CountAsync(Queues.ErrorQueueOf(Queues.NotifySyncErrors)));
    }

    async Task ReadyAsync()
    {
        using var client = worker.CreateClient();
        await Eventually.HoldsAsync(async () => (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).IsSuccessStatusCode);
    }

    Task PublishAsync(string type, string body) => broker.PublishAsync(Queues.NotifySyncErrors, body, new BasicProperties
    {
        Persistent = true,
        ContentType = "application/json",
        Headers = new Dictionary<string, object?> { ["MT-MessageType"] = $"urn:message:Blink.Pipeline.Contracts:{type}" },
    });
}
