using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;
using CsCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

public sealed class CollectorTests(OpsServers ops) : IClassFixture<OpsServers>, IAsyncLifetime
{
    static readonly string[] AllQueues =
        [.. Contracts.Queues.Work.SelectMany(work => new[] { Contracts.Queues.ErrorQueueOf(work), Contracts.Queues.SkippedQueueOf(work) }), Contracts.Queues.DeadLetters];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await ops.ExecuteAsync("DELETE FROM operations.dead_letters");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Letters_of_all_queues_are_stored_as_they_came_and_leave_their_queues()
    {
        foreach (var queue in AllQueues)
            await ops.Broker.PublishAsync(queue, $"not json \u00e9 {queue}", new BasicProperties { Persistent = true });

        await CollectAsync(AllQueues.Length);

        foreach (var queue in AllQueues)
        {
            var id = await ops.ScalarAsync<long>($"SELECT id FROM operations.dead_letters WHERE queue = '{queue}'");
            var shown = await ops.JsonAsync("dead-letters", "show", id.ToString());
            Assert.Equal($"not json \u00e9 {queue}", shown.GetProperty("body").GetString());
            await Eventually.HoldsAsync(async () => await ops.Broker.CountAsync(queue) == 0);
            Assert.Contains("unknown: it has no headers", await ops.TextAsync("dead-letters", "show", id.ToString()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_letter_that_is_committed_and_not_acknowledged_is_collected_once()
    {
        await ops.Broker.PublishAsync("apply-user_error", "{}", Deliveries.Properties(Deliveries.FaultHeaders(), "once"));
        await using (var dying = await DeadLetterConsumer.OpenAsync(ops.Broker.Uri, 10, Token))
        {
            var held = await dying.ReadAsync(10, Token);
            var letters = held.Select(delivery => LetterReader.Read(delivery, DateTimeOffset.UnixEpoch)).ToList();
            Assert.Equal(1, await ops.Services.GetRequiredService<DeadLetterStore>().InsertAsync(letters, Token));
        }

        await using var next = await DeadLetterConsumer.OpenAsync(ops.Broker.Uri, 10, Token);
        Assert.Equal(0, await Collector().RunOnceAsync(next, Token));

        Assert.Equal(1L, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters"));
    }

    [Fact]
    public async Task A_letter_that_is_not_committed_stays_in_its_queue()
    {
        await ops.Broker.PublishAsync("apply-user_error", "{}");
        await using (var dying = await DeadLetterConsumer.OpenAsync(ops.Broker.Uri, 10, Token))
            await dying.ReadAsync(10, Token);

        await CollectAsync(1);
    }

    [Fact]
    public async Task Whatever_a_message_holds_is_collected()
    {
        var text = Gen.String[Gen.Char, 0, 20];
        var value = Gen.OneOf<object?>(
            text.Select(one => (object?)one),
            Gen.Byte.Array[0, 10].Select(one => (object?)one),
            Gen.Long.Select(one => (object?)one),
            Gen.Double.Select(one => (object?)one),
            Gen.Bool.Select(one => (object?)one),
            Gen.Const((object?)null),
            Gen.Const((object?)new Dictionary<string, object?> { ["\0"] = new List<object?> { "\0", "\ud800" } }));
        var name = Gen.OneOf("MT-Fault-ExceptionType", "MT-Fault-StackTrace", "MT-Fault-InputAddress", "MT-Fault-Timestamp", "MT-Reason",
            "MT-MessageType", "x-death", "x-first-death-queue", "x-replay-count", "x-replay-of", "other\0");
        var store = ops.Services.GetRequiredService<DeadLetterStore>();
        var seen = 0;

        await Gen.Select(Gen.Select(name, value).Array[0, 6], Gen.Byte.Array[0, 40], text).SampleAsync(async (headers, body, id) =>
        {
            var properties = Deliveries.Properties(headers.DistinctBy(header => header.Item1).ToDictionary(header => header.Item1, header => header.Item2), id);
            var delivery = new Delivery(1, "apply-user_error", properties, [.. body, .. BitConverter.GetBytes(Interlocked.Increment(ref seen))]);
            Assert.Equal(1, await store.InsertAsync([LetterReader.Read(delivery, DateTimeOffset.UnixEpoch)], Token));
        }, iter: 200, threads: 1);
        Assert.Equal(50, (await ops.JsonAsync("dead-letters", "list")).GetArrayLength());
    }

    [Fact]
    public async Task A_name_of_any_length_is_collected()
    {
        var headers = Deliveries.FaultHeaders(exception: new string('x', 100_000));
        headers["MT-Fault-Message"] = new string('y', 100_000);

        var letter = LetterReader.Read(Deliveries.Of(headers: headers), DateTimeOffset.UnixEpoch);

        Assert.Equal(1, await ops.Services.GetRequiredService<DeadLetterStore>().InsertAsync([letter], Token));
    }

    [Theory]
    // Invalid UTF-8 in a member's name, which JsonDocument lets pass and JsonObject does not.
    [InlineData("7B22FF223A317D", null, null)]
    // An address without a path; a name whose cut at 300 characters leaves half a surrogate pair.
    [InlineData("7B7D", "MT-Fault-InputAddress", "rabbitmq:")]
    [InlineData("7B7D", "MT-Fault-ExceptionType", "half")]
    [InlineData("7B7D", "x-deep", "deep")]
    public async Task A_letter_that_cannot_be_read_is_collected_and_those_behind_it_too(string body, string? header, string? value)
    {
        var headers = new Dictionary<string, object?> { ["MT-Reason"] = "fault" };
        if (header is not null)
            headers[header] = value switch { "half" => new string('x', 299) + "\U0001F600", "deep" => Nested(1_100), _ => value };
        using var collector = Collector();
        await collector.StartAsync(Token);
        // Letters of their own: one that an earlier collector had stored and not yet acknowledged may come once more.
        var unreadable = $"unreadable {Guid.NewGuid()}";
        var behind = $"behind {unreadable}";
        await ops.Broker.PublishAsync("apply-user_error", Convert.FromHexString(body), Deliveries.Properties(headers, unreadable));
        await ops.Broker.PublishAsync("apply-user_error", "{}", Deliveries.Properties(Deliveries.FaultHeaders(), behind));
        var collected = $"operations.dead_letters WHERE properties ->> 'messageId' IN ('{unreadable}', '{behind}')";

        await Eventually.HoldsAsync(async () => Assert.Equal(2L, await ops.ScalarAsync<long>($"SELECT count(*) FROM {collected}")));

        await collector.StopAsync(Token);
        Assert.Equal(body, Convert.ToHexString(await ops.ScalarAsync<byte[]>($"SELECT body FROM operations.dead_letters WHERE properties ->> 'messageId' = '{unreadable}'")));
        var listed = (await ops.JsonAsync("dead-letters", "list")).EnumerateArray().Select(letter => letter.GetProperty("id").GetInt64()).ToHashSet();
        Assert.Superset((await ops.ScalarAsync<long[]>($"SELECT array_agg(id) FROM {collected}")).ToHashSet(), listed);
    }

    static object Nested(int levels)
    {
        object inner = "x";
        for (var level = 0; level < levels; level++)
            inner = new Dictionary<string, object?> { ["a"] = inner };
        return inner;
    }

    [Fact]
    public async Task The_collector_comes_back_by_itself_when_its_connection_is_cut()
    {
        using var collector = Collector();
        await collector.StartAsync(Token);
        await Eventually.HoldsAsync(() => Task.FromResult(collector.IsCollecting));
        // Deleting a queue cancels its consumer, which the collector takes for the end of its connection.
        await ops.DeleteQueueAsync("apply-user_error");

        await Eventually.HoldsAsync(() => ops.Broker.PublishAsync("apply-user_error", "after"));

        await Eventually.HoldsAsync(async () => await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters") == 1);
        await collector.StopAsync(Token);
    }

    [Fact]
    public async Task With_the_collector_off_letters_wait_in_their_queues_and_health_says_so()
    {
        await using var broker = await TestBroker.CreateAsync();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = ops.Database.ConnectionString,
            ["RabbitMq:Uri"] = broker.Uri.OriginalString,
            ["DeadLetterCollector:Enabled"] = "false",
        });
        await using var serve = ServeCommand.Build(builder);
        await serve.StartAsync(Token);
        using var client = new HttpClient { BaseAddress = new Uri(serve.Urls.Single()) };
        await Eventually.HoldsAsync(async () => Assert.True((await client.GetAsync("/health/ready", Token)).IsSuccessStatusCode));
        await Topology.DeclareAsync(broker.Uri, Token);

        foreach (var queue in AllQueues)
            await broker.PublishAsync(queue, "{}");

        Assert.Contains("dead letters wait in their queues", await client.GetStringAsync("/health", Token), StringComparison.Ordinal);
        await serve.StopAsync(Token);
        Assert.All((await broker.CountAsync(AllQueues)).Values, waiting => Assert.Equal(1u, waiting));
        Assert.Equal(0L, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters"));
    }

    [Fact]
    public async Task The_collector_takes_from_every_queue_of_dead_letters_that_the_system_declares()
    {
        var declared = (await ops.Broker.QueuesAsync()).Select(queue => queue.Name).Where(name => !Contracts.Queues.Work.Contains(name));

        Assert.Equal(declared.Order(StringComparer.Ordinal), Ops.Queues.DeadLetterQueues.All.Order(StringComparer.Ordinal));
    }

    async Task CollectAsync(int expected)
    {
        await using var consumer = await DeadLetterConsumer.OpenAsync(ops.Broker.Uri, 10, Token);
        for (var stored = 0; stored < expected;)
            stored += await Collector().RunOnceAsync(consumer, Token);
    }

    DeadLetterCollector Collector() => new(
        ops.Services.GetRequiredService<OpsSettings>(),
        ops.Services.GetRequiredService<DeadLetterStore>(),
        Options.Create(new CollectorOptions { FirstRetryDelay = TimeSpan.FromMilliseconds(20), LongestRetryDelay = TimeSpan.FromMilliseconds(200) }),
        TimeProvider.System,
        NullLogger<DeadLetterCollector>.Instance);
}
