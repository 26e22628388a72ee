using Blink.Pipeline.Contracts;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.ProvisioningWorker.Tests;

/// <summary>A consumer that cannot come back by itself takes its process along, so that it is started again.</summary>
public sealed class ConsumerWatchTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    const int TemporaryFailure = 75;

    [Fact]
    public async Task A_worker_whose_consumer_stands_still_though_the_broker_answers_ends_to_be_started_again()
    {
        await using var broker = await TestBroker.CreateAsync();
        // The worker declares it with other arguments, which the broker refuses: its endpoint never gets so far as to receive.
        await broker.DeclareAsync(Queues.ApplyUser);
        await using var worker = await ProgramProcess.StartAsync(
            typeof(ProvisioningWorkerAssembly).Assembly,
            new Dictionary<string, string>
            {
                ["ConnectionStrings:Postgres"] = database.ConnectionString,
                ["RabbitMq:Uri"] = broker.Uri.OriginalString,
                ["RabbitMq:LongestStandstill"] = "00:00:01.500",
            });

        await Eventually.HoldsAsync(() => Task.FromResult(worker.Exited.IsCompleted), TimeSpan.FromMinutes(2));

        Assert.Equal(TemporaryFailure, worker.ExitStatus);
        Assert.True(await worker.HasLoggedAsync(Queues.ApplyUser));
    }
}
