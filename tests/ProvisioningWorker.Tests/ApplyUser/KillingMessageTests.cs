using System.Text;
using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>Promise 10 at its hardest: a message that kills the process which reads it. On whatever RabbitMQ the tests are given.</summary>
public sealed class KillingMessageTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    const int MostDeliveries = 25;
    const int NeighboursOnEachSide = 60;

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

        var deliveries = 0;
        await using (var worker = await LiveUntilItSurvivesAsync(broker, killing, () => deliveries++))
        {
            foreach (var user in neighbours)
                await Eventually.HoldsAsync(async () => Assert.Equal("1 applied create", await database.StateAsync(user)));
            Assert.False(worker.Exited.IsCompleted);
        }

        Assert.InRange(deliveries, QueueArguments.DeliveryLimit, MostDeliveries);
        Assert.Equal(1u, await broker.CountAsync(Queues.DeadLetters));
        var letter = await broker.GetAsync(Queues.DeadLetters);
        Assert.Contains($"{killing}", Encoding.UTF8.GetString(letter!.Body.Span), StringComparison.Ordinal);
        Assert.Equal(0u, await broker.CountAsync(Queues.ErrorQueueOf(Queues.ApplyUser)));
        Assert.Equal(0u, await broker.CountAsync(Queues.ApplyUser));
        Assert.Null(await database.StateAsync(killing));
    }

    /// <summary>Starts the worker again each time that it dies, until the killing message is among the dead letters.</summary>
    async Task<ProgramProcess> LiveUntilItSurvivesAsync(TestBroker broker, Guid killing, Action died)
    {
        while (true)
        {
            var worker = await StartAsync(broker, killing);
            if (await DiesAsync(worker, broker))
            {
                died();
                await worker.DisposeAsync();
                continue;
            }
            return worker;
        }
    }

    static async Task<bool> DiesAsync(ProgramProcess worker, TestBroker broker)
    {
        await Eventually.HoldsAsync(
            async () => worker.Exited.IsCompleted || await broker.CountAsync(Queues.DeadLetters) > 0, TimeSpan.FromMinutes(2));
        return worker.Exited.IsCompleted;
    }

    Task<ProgramProcess> StartAsync(TestBroker broker, Guid killing) => ProgramProcess.StartAsync(
        typeof(ProvisioningWorkerAssembly).Assembly,
        new Dictionary<string, string>
        {
            ["ConnectionStrings:Postgres"] = database.ConnectionString,
            ["RabbitMq:Uri"] = broker.Uri.OriginalString,
            [KillingStartup.Variable] = $"{killing}",
        },
        startup: typeof(KillingStartup).Assembly);

    static Task PublishAsync(TestBroker broker, Contracts.ApplyUser command) =>
        broker.PublishAsync(Queues.ApplyUser, JsonSerializer.Serialize(command, JsonSerializerOptions.Web));
}
