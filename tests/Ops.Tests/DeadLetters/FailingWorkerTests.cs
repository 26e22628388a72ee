using System.Collections.Concurrent;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

/// <summary>What MassTransit really does with a queue that Ops declared, and with a message that Ops replayed.</summary>
public sealed class FailingWorkerTests(OpsServers ops) : IClassFixture<OpsServers>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_a_worker_failed_on_is_collected_and_consumed_after_its_replay()
    {
        var worker = new Worker { Fails = true };
        await using var host = await StartAsync(worker);
        var command = new ApplyUser(Guid.NewGuid(), Guid.NewGuid(), 7);
        await host.Services.GetRequiredService<MessagePublisher>().PublishAsync(command, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Token);
        await ops.Broker.PublishAsync(Names.ApplyUser, "{ poison");
        await ops.Broker.PublishAsync(Names.ApplyUser, "{}", new BasicProperties
        {
            ContentType = "application/json",
            Headers = new Dictionary<string, object?> { ["MT-MessageType"] = "urn:message:Unknown:Type" },
        });

        await CollectAsync(3);

        var letters = (await ops.JsonAsync("dead-letters", "list")).EnumerateArray().ToList();
        var failed = Assert.Single(letters, letter => letter.GetProperty("subjectId").ValueKind != System.Text.Json.JsonValueKind.Null);
        Assert.Equal("System.InvalidOperationException", failed.GetProperty("exceptionType").GetString());
        Assert.Equal(command.ScimUserId, failed.GetProperty("subjectId").GetGuid());
        Assert.Equal("ApplyUser", failed.GetProperty("messageType").GetString());
        Assert.All(letters, letter => Assert.Equal(Names.ApplyUser, letter.GetProperty("originQueue").GetString()));

        worker.Fails = false;
        var id = failed.GetProperty("id").GetInt64().ToString();
        await ops.TextAsync("dead-letters", "replay", id);

        await Eventually.HoldsAsync(() => Task.FromResult(worker.Applied.Contains(command)));
        var headers = (await ops.JsonAsync("dead-letters", "show", id)).GetProperty("headers");
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", headers.GetProperty("traceparent").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queues_that_a_worker_declared_first_are_declared_again_without_quarrel()
    {
        await using var empty = await TestBroker.CreateAsync();
        await using var host = await StartAsync(new Worker { Fails = true }, empty.Uri);
        await host.Services.GetRequiredService<MessagePublisher>().PublishAsync(new ApplyUser(Guid.NewGuid(), Guid.NewGuid(), 1), null, Token);
        await Eventually.HoldsAsync(async () => await empty.CountAsync(Names.ErrorQueueOf(Names.ApplyUser)) == 1);

        await Topology.DeclareAsync(empty.Uri, Token);

        Assert.Equal(1u, await empty.CountAsync(Names.ErrorQueueOf(Names.ApplyUser)));
    }

    async Task<WebApplication> StartAsync(Worker worker, Uri? broker = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["RabbitMq:Uri"] = (broker ?? ops.Broker.Uri).OriginalString,
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(worker);
        builder.AddBus(bus => bus.AddConsumer<Consumer, ConsumerDefinition>());
        var host = builder.Build();
        await host.StartAsync(Token);
        var bus = host.Services.GetRequiredService<IBusControl>();
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, Token);
        return host;
    }

    async Task CollectAsync(int expected)
    {
        await using var consumer = await DeadLetterConsumer.OpenAsync(ops.Broker.Uri, 10, Token);
        var store = ops.Services.GetRequiredService<DeadLetterStore>();
        for (var stored = 0; stored < expected;)
        {
            var group = await consumer.ReadAsync(10, Token);
            stored += await store.InsertAsync([.. group.Select(delivery => LetterReader.Read(delivery, TimeProvider.System.GetUtcNow()))], Token);
            await consumer.AcknowledgeAsync(group, Token);
        }
    }

    public sealed class Worker
    {
        public bool Fails { get; set; }

        public ConcurrentBag<ApplyUser> Applied { get; } = [];
    }

    public sealed class Consumer(Worker worker) : IConsumer<ApplyUser>
    {
        public Task Consume(ConsumeContext<ApplyUser> context)
        {
            if (worker.Fails)
                throw new InvalidOperationException("a bug");
            worker.Applied.Add(context.Message);
            return Task.CompletedTask;
        }
    }

    sealed class ConsumerDefinition : ConsumerDefinition<Consumer>
    {
        public ConsumerDefinition() => EndpointName = Names.ApplyUser;

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<Consumer> consumerConfigurator, IRegistrationContext context)
        {
            endpointConfigurator.UseWorkQueue(context);
            endpointConfigurator.PublishFaults = false;
        }
    }
}
