using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.Testing;
using RabbitMQ.Client;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

public sealed class ApplyUserEndpointTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    static readonly string Errors = Queues.ErrorQueueOf(Queues.ApplyUser);

    readonly string unique = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_command_is_applied_and_its_sync_error_published()
    {
        await using var broker = await BrokerAsync();
        await using var worker = new RunningWorker(database.ConnectionString, broker);
        var organisation = await database.OrganisationAsync();
        var (good, bad) = (Guid.NewGuid(), Guid.NewGuid());
        worker.StartServer();

        await PublishAsync(broker, await database.WantAsync(organisation, good, new($"ada.{unique}@x.test")));
        await PublishAsync(broker, await database.WantAsync(organisation, bad, new()));

        await Eventually.HoldsAsync(async () => Assert.Equal("1 applied create", await database.StateAsync(good)));
        await Eventually.HoldsAsync(async () => Assert.Equal("1 rejected no_identifier", await database.StateAsync(bad)));
        await Eventually.HoldsAsync(async () => Assert.Equal(1u, await broker.CountAsync(Queues.NotifySyncErrors)));
        var message = JsonSerializer.Deserialize<SyncErrorRaised>(
            (await broker.GetAsync(Queues.NotifySyncErrors))!.Body.Span, JsonSerializerOptions.Web)!;
        Assert.Equal(organisation, message.OrganisationId);
        Assert.Equal(0u, await broker.CountAsync(Errors));
    }

    [Fact]
    public async Task An_unreadable_body_and_an_unknown_user_go_alone_to_the_dead_letters()
    {
        await using var broker = await BrokerAsync();
        await using var worker = new RunningWorker(database.ConnectionString, broker);
        var organisation = await database.OrganisationAsync();
        var users = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToList();
        string[] bad =
        [
            "this is no JSON",
            """{"organisationId":"nobody","scimUserId":7}""",
            JsonSerializer.Serialize(new Contracts.ApplyUser(organisation, Guid.NewGuid(), 1), JsonSerializerOptions.Web),
        ];
        foreach (var user in users)
            await PublishAsync(broker, await database.WantAsync(organisation, user, new($"{user}@x.test")));
        foreach (var body in bad)
            await broker.PublishAsync(Queues.ApplyUser, body);

        worker.StartServer();

        await Eventually.HoldsAsync(async () => Assert.Equal((uint)bad.Length, await broker.CountAsync(Errors)));
        foreach (var user in users)
            await Eventually.HoldsAsync(async () => Assert.Equal("1 applied create", await database.StateAsync(user)));
        var dead = new List<string>();
        while (await broker.GetAsync(Errors) is { } message)
            dead.Add(Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal(bad.Order(), dead.Order());
    }

    [Fact]
    public async Task While_the_database_is_away_the_messages_stay_in_the_queue_and_a_stop_is_quick()
    {
        await using var server = await TestServers.StartOwnPostgresAsync();
        await using var broker = await BrokerAsync();
        await using var own = new ProvisioningDatabase { Server = server };
        await own.InitializeAsync();
        var organisation = await own.OrganisationAsync();
        var users = Enumerable.Range(0, 30).Select(_ => Guid.NewGuid()).ToList();
        foreach (var user in users)
            await PublishAsync(broker, await own.WantAsync(organisation, user, new($"{user}@x.test")));
        await server.StopAsync(TestContext.Current.CancellationToken);

        await using (var waiting = new RunningWorker(own.ConnectionString, broker))
        {
            waiting.StartServer();
            await Eventually.HoldsAsync(async () => Assert.Equal((uint)(users.Count - RunningWorker.Prefetch), await broker.CountAsync(Queues.ApplyUser)));
            await Eventually.HoldsAsync(() => Task.FromResult(waiting.Log.Lines.Any(line => line.Contains("at try 3 ", StringComparison.Ordinal))));
            Assert.Equal((uint)(users.Count - RunningWorker.Prefetch), await broker.CountAsync(Queues.ApplyUser));
            var stopping = Stopwatch.GetTimestamp();
            await waiting.StopAsync();
            Assert.InRange(Stopwatch.GetElapsedTime(stopping), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
        await Eventually.HoldsAsync(async () => Assert.Equal((uint)users.Count, await broker.CountAsync(Queues.ApplyUser)));
        Assert.Equal(0u, await broker.CountAsync(Errors));

        await using var worker = new RunningWorker(own.ConnectionString, broker);
        worker.StartServer();
        await server.StartAsync(TestContext.Current.CancellationToken);
        foreach (var user in users)
            await Eventually.HoldsAsync(async () => Assert.Equal("1 applied create", await own.StateAsync(user)));
        Assert.Equal(0u, await broker.CountAsync(Errors));
    }

    [Fact]
    public async Task While_an_organisation_is_busy_the_others_go_on_and_its_own_command_waits()
    {
        await using var broker = await BrokerAsync();
        await using var worker = new RunningWorker(database.ConnectionString, broker);
        var (free, busy) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        var (waiting, user) = (Guid.NewGuid(), Guid.NewGuid());
        await using var import = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var importing = await import.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var batch = import.CreateBatch())
        {
            batch.BatchCommands.Add(OrganisationLock.Take([busy]));
            await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        worker.StartServer();

        await PublishAsync(broker, await database.WantAsync(busy, waiting, new($"bob.{unique}@x.test")));
        await PublishAsync(broker, await database.WantAsync(free, user, new($"ada.{unique}@x.test")));

        await Eventually.HoldsAsync(async () => Assert.Equal("1 applied create", await database.StateAsync(user)));
        await importing.CommitAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => Assert.Equal("1 applied create", await database.StateAsync(waiting)));
        Assert.Equal(0u, await broker.CountAsync(Errors));
    }

    [Fact]
    public async Task While_the_database_answers_but_lacks_a_table_nothing_becomes_a_dead_letter()
    {
        await using var broker = await BrokerAsync();
        await using var own = new ProvisioningDatabase();
        await own.InitializeAsync();
        var organisation = await own.OrganisationAsync();
        var users = Enumerable.Range(0, 30).Select(_ => Guid.NewGuid()).ToList();
        foreach (var user in users)
            await PublishAsync(broker, await own.WantAsync(organisation, user, new($"{user}@x.test")));
        await own.ExecuteAsync("ALTER TABLE provisioning.accounts RENAME TO accounts_away");

        await using var worker = new RunningWorker(own.ConnectionString, broker);
        worker.StartServer();
        await Eventually.HoldsAsync(async () => Assert.InRange(
            await own.ScalarAsync<long>("SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()"), 20, long.MaxValue));

        Assert.Equal((uint)(users.Count - RunningWorker.Prefetch), await broker.CountAsync(Queues.ApplyUser));
        Assert.Equal(0u, await broker.CountAsync(Errors));
        await own.ExecuteAsync("ALTER TABLE provisioning.accounts_away RENAME TO accounts");
        foreach (var user in users)
            await Eventually.HoldsAsync(async () => Assert.Equal("1 applied create", await own.StateAsync(user)));
        Assert.Equal(0u, await broker.CountAsync(Errors));
    }

    static async Task<TestBroker> BrokerAsync()
    {
        var broker = await TestBroker.CreateAsync();
        await broker.DeclareAsync(Queues.ApplyUser, QueueArguments.Work);
        return broker;
    }

    static Task PublishAsync(TestBroker broker, Contracts.ApplyUser command) => broker.PublishAsync(
        Queues.ApplyUser,
        JsonSerializer.Serialize(command, JsonSerializerOptions.Web),
        new BasicProperties { Persistent = true, ContentType = "application/json" });
}
