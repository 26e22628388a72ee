using System.Text;
using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>Promise 10 at its hardest: a message that kills the process which reads it. On whatever RabbitMQ the tests are given.</summary>
public sealed class KillingMessageTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>, IDisposable
{
    const int MostDeliveries = 25;
    const int NeighboursOnEachSide = 60;

    // A letter for each time that a worker read it.
    readonly string deliveries = Path.GetTempFileName();

    public void Dispose() => File.Delete(deliveries);

    [Fact]
    public async Task A_message_that_kills_its_worker_ends_in_the_dead_letters_and_its_neighbours_are_applied()
    {
        await using var broker = await TestBroker.CreateAsync();
        await broker.DeclareAsync(Queues.ApplyUser, QueueArguments.Work);
        var organisation = await database.OrganisationAsync();
        var killing = Guid.NewGuid();
        var neighbours = Enumerable.Range(0, 2 * NeighboursOnEachSide).Select(_ => Guid.NewGuid()).ToList();
        Guid[] all = [.. neighbours[..NeighboursOnEachSide], killing, .. neighbours[NeighboursOnEachSide..]];
        foreach (var user in all)
            await PublishAsync(broker, await database.WantAsync(organisation, user, new($"{user}@x.test")));

        // As an orchestrator does: again each time that it dies.
        while (await broker.CountAsync(Queues.DeadLetters) == 0)
        {
            await using var victim = await StartAsync(broker, killing);
            await Eventually.HoldsAsync(
                async () => victim.Exited.IsCompleted || await broker.CountAsync(Queues.DeadLetters) > 0, TimeSpan.FromMinutes(2));
        }
        await using (var survivor = await StartAsync(broker, killing))
        {
            foreach (var user in neighbours)
                await Eventually.HoldsAsync(async () => Assert.Equal("1 applied create", await database.StateAsync(user)));
            Assert.False(survivor.Exited.IsCompleted);
        }

        Assert.InRange((await File.ReadAllTextAsync(deliveries, TestContext.Current.CancellationToken)).Length, QueueArguments.DeliveryLimit, MostDeliveries);
        Assert.Equal(1u, await broker.CountAsync(Queues.DeadLetters));
        var letter = await broker.GetAsync(Queues.DeadLetters);
        Assert.Contains($"{killing}", Encoding.UTF8.GetString(letter!.Body.Span), StringComparison.Ordinal);
        Assert.Equal(0u, await broker.CountAsync(Queues.ErrorQueueOf(Queues.ApplyUser)));
        Assert.Equal(0u, await broker.CountAsync(Queues.ApplyUser));
        Assert.Null(await database.StateAsync(killing));
    }

    Task<ProgramProcess> StartAsync(TestBroker broker, Guid killing) => ProgramProcess.StartAsync(
        typeof(ProvisioningWorkerAssembly).Assembly,
        new Dictionary<string, string>
        {
            ["ConnectionStrings:Postgres"] = database.ConnectionString,
            ["RabbitMq:Uri"] = broker.Uri.OriginalString,
            [KillingStartup.Variable] = $"{killing}",
            [KillingStartup.CountVariable] = deliveries,
        },
        startup: typeof(KillingStartup).Assembly);

    static Task PublishAsync(TestBroker broker, Contracts.ApplyUser command) =>
        broker.PublishAsync(Queues.ApplyUser, JsonSerializer.Serialize(command, JsonSerializerOptions.Web));
}
