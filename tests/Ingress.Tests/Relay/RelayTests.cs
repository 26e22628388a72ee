using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Outbox;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;

namespace Blink.Pipeline.Ingress.Tests.Relay;

/// <summary>From the outbox into the queue: what is accepted is published, whatever dies on the way.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    TestDatabase database = null!;
    TestBroker broker = null!;
    TestOrganisation organisation = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_published_and_then_its_row_is_gone()
    {
        await using var host = IngressHost.Start(database, broker);
        using var client = host.ClientOf(organisation.Token);
        var id = await client.CreateAsync("published@x.com");
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 0);

        var message = await TakeAsync();
        Assert.Equal(
            (organisation.Id, Guid.Parse(id), 1L),
            ((Guid)message!["organisationId"]!, (Guid)message["scimUserId"]!, (long)message["version"]!));
        Assert.Null(await TakeAsync());
    }

    [Fact]
    public async Task When_a_version_was_acknowledged_and_published_is_kept_once_it_was_published()
    {
        await using var host = IngressHost.Start(database, broker);
        using var client = host.ClientOf(organisation.Token);
        var id = await client.CreateAsync("kept@x.com");
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 0);

        await using var command = database.DataSource.CreateCommand($"""
            SELECT count(*) FROM scim.publications
            WHERE scim_user_id = '{id}' AND version = 1 AND acknowledged_at <= published_at AND published_at > now() - interval '1 minute'
            """);
        Assert.Equal(1L, await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task A_message_holds_nothing_of_the_person()
    {
        await using var host = IngressHost.Start(database, broker);
        using var client = host.ClientOf(organisation.Token);
        await client.CreateAsync("secret.person@x.com");
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.ApplyUser) == 1);

        var message = await broker.GetAsync(Queues.ApplyUser);
        var headers = message!.BasicProperties.Headers!.Values.Select(value => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{value}");
        Assert.DoesNotContain("secret.person", Encoding.UTF8.GetString(message.Body.Span) + string.Concat(headers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trace_of_the_request_goes_on_in_the_message()
    {
        await using var host = IngressHost.Start(database, broker);
        using var client = host.ClientOf(organisation.Token);
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var request = new HttpRequestMessage(HttpMethod.Post, client.Address("/Users"))
        {
            Content = new StringContent(User.Json("traced@x.com"), new MediaTypeHeaderValue("application/scim+json")),
            Headers = { { "traceparent", $"00-{trace}-b7ad6b7169203331-01" } },
        };
        await client.SendAsync(request);
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.ApplyUser) == 1);

        var message = await broker.GetAsync(Queues.ApplyUser);
        var traceparent = Encoding.UTF8.GetString((byte[])message!.BasicProperties.Headers!["traceparent"]!);
        Assert.Equal(trace, traceparent.Split('-')[1]);
        Assert.NotEqual("b7ad6b7169203331", traceparent.Split('-')[2]);
    }

    [Fact]
    public async Task A_message_that_no_queue_takes_stays_in_the_outbox()
    {
        await using var host = IngressHost.Start(database, broker);
        using var client = host.ClientOf(organisation.Token);
        await client.CreateAsync("first@x.com");
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 0);
        await OnChannelAsync(channel => channel.QueueUnbindAsync(Queues.ApplyUser, Exchange, "", cancellationToken: Token));

        await client.CreateAsync("unroutable@x.com");
        await Eventually.HoldsAsync(() => Task.FromResult(host.Logged.Lines.Any(line => line.Contains("could not be published", StringComparison.Ordinal))));
        Assert.Equal(1, await OutboxAsync());

        await OnChannelAsync(channel => channel.QueueBindAsync(Queues.ApplyUser, Exchange, "", cancellationToken: Token));
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 0);
        Assert.Equal(2u, await broker.CountAsync(Queues.ApplyUser));
    }

    [Fact]
    public async Task A_message_that_the_broker_does_not_confirm_stays_in_the_outbox()
    {
        await using var host = IngressHost.Start(database, broker);
        using var client = host.ClientOf(organisation.Token);
        await client.CreateAsync("first@x.com");
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.ApplyUser) == 1);
        // A second exchange target that is full and refuses: the message is routed, and not confirmed.
        await broker.DeclareAsync("full", new Dictionary<string, object?> { ["x-max-length"] = 0, ["x-overflow"] = "reject-publish" });
        await OnChannelAsync(channel => channel.QueueBindAsync("full", Exchange, "", cancellationToken: Token));

        await client.CreateAsync("refused@x.com");
        await Eventually.HoldsAsync(() => Task.FromResult(host.Logged.Lines.Any(line => line.Contains("could not be published", StringComparison.Ordinal))));
        Assert.Equal(1, await OutboxAsync());

        await OnChannelAsync(channel => channel.QueueDeleteAsync("full", ifUnused: false, ifEmpty: false, cancellationToken: Token));
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 0);
    }

    [Fact]
    public async Task A_relay_that_dies_in_the_middle_of_a_batch_loses_nothing()
    {
        // The relay in the background looks once a minute, so that the test's own runs are the only ones.
        await using var host = IngressHost.Start(database, broker, settings: ("OutboxRelay:PollInterval", "00:01:00"));
        using var client = host.ClientOf(organisation.Token);
        await client.CreateAsync("first@x.com");
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 0);
        await AddRowsAsync(200);

        // Everything is published, and the relay dies while it commits: a lock of the test holds the commit until then.
        await using var holder = await database.DataSource.OpenConnectionAsync(Token);
        await ExecuteAsync(HoldCommitsSql, holder);
        var relay = host.Services.GetRequiredService<OutboxRelay>();
        var dying = relay.RunOnceAsync(Token);
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.ApplyUser) == 201);
        await Eventually.HoldsAsync(async () => await ExecuteAsync(KillHeldCommitSql, holder) is 1L);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => dying);
        Assert.Equal(200, await OutboxAsync());

        await ExecuteAsync("DROP TRIGGER hold_commits ON scim.outbox", holder);
        while (await relay.RunOnceAsync(Token) > 0)
        {
        }
        Assert.Equal(0, await OutboxAsync());
        var versions = (await TakeAllAsync()).Where(message => (Guid)message["scimUserId"]! == organisation.Id).Select(message => (long)message["version"]!).ToList();
        Assert.Equal(400, versions.Count);
        Assert.Equal(200, versions.Distinct().Count());
    }

    [Fact]
    public async Task What_is_being_published_when_the_relay_is_stopped_is_published_once()
    {
        await using var proxy = new TestProxy(broker.Uri);
        await using var host = IngressHost.Start(
            database, broker, settings: [("RabbitMq:Uri", proxy.Uri.ToString()), ("OutboxRelay:PublishTimeout", "00:00:30")]);
        using var client = host.ClientOf(organisation.Token);
        await client.CreateAsync("first@x.com");
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 0);
        // The test's own run is the only one.
        var relay = host.Services.GetRequiredService<OutboxRelay>();
        await relay.StopAsync(Token);
        await AddRowsAsync(20);

        // The broker has them, and its confirms are on their way.
        proxy.HoldDown();
        using var stopping = new CancellationTokenSource();
        var publishing = relay.RunOnceAsync(stopping.Token);
        await Eventually.HoldsAsync(async () => await broker.CountAsync(Queues.ApplyUser) == 21);
        await stopping.CancelAsync();
        proxy.LetDown();

        Assert.Equal(20, await publishing);
        Assert.Equal(0, await OutboxAsync());
    }

    [Fact]
    public async Task Two_relays_on_one_outbox_publish_each_row_once()
    {
        await using var one = IngressHost.Start(database, broker);
        await using var two = IngressHost.Start(database, broker);
        using var first = one.ClientOf(organisation.Token);
        using var second = two.ClientOf(organisation.Token);
        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token },
            async (number, _) => await (number % 2 == 0 ? first : second).CreateAsync($"user{number}@x.com"));
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 0);

        var messages = await TakeAllAsync();
        Assert.Equal(300, messages.Count);
        Assert.Equal(300, messages.Select(message => (Guid)message["scimUserId"]!).Distinct().Count());
    }

    [Fact]
    public async Task Rows_that_another_relay_holds_do_not_hold_up_the_rest()
    {
        await AddRowsAsync(10);
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await ExecuteAsync("SELECT id FROM scim.outbox WHERE version <= 3 FOR UPDATE", connection);
        await using var host = IngressHost.Start(database, broker);
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 3);
        await transaction.RollbackAsync(Token);
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 0);
    }

    [Fact]
    public async Task Without_a_broker_everything_is_accepted_and_published_later()
    {
        await using var server = await TestServers.StartOwnRabbitMqAsync();
        await using var own = await TestBroker.CreateAsync(server);
        await server.StopAsync(Token);
        await using var host = IngressHost.Start(database, own);
        using var client = host.ClientOf(organisation.Token);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.Http.GetAsync("/health/ready", Token)).StatusCode);
        for (var number = 0; number < 20; number++)
            await client.CreateAsync($"waiting{number}@x.com");
        Assert.Equal(20, await OutboxAsync());

        await server.StartAsync(Token);
        // MassTransit looks for the broker at growing intervals, up to half a minute.
        await Eventually.HoldsAsync(async () => await OutboxAsync() == 0, TimeSpan.FromSeconds(100));
        Assert.InRange(await own.CountAsync(Queues.ApplyUser), 20u, 40u);
    }

    [Fact]
    public async Task How_far_the_outbox_lags_behind_is_measured_and_said_while_the_ingress_stays_ready()
    {
        await using var host = IngressHost.Start(database, settings: [("OutboxRelay:LagLimit", "00:00:01")]);
        using var client = host.ClientOf(organisation.Token);
        await client.CreateAsync("waiting@x.com");

        await Eventually.HoldsAsync(async () =>
        {
            // An answer, not an error: what is degraded works.
            var health = JsonNode.Parse(await client.Http.GetStringAsync("/health", Token))!["checks"]!["outbox"]!;
            Assert.Equal("Degraded", (string?)health["status"]);
            Assert.StartsWith("1 messages wait", (string?)health["description"], StringComparison.Ordinal);
        });

        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.Http.GetAsync("/health/ready", Token)).StatusCode);
        // Instruments belong to the process: the ingresses of other tests say theirs in between.
        await Eventually.HoldsAsync(async () =>
        {
            var metrics = await client.Http.GetStringAsync("/metrics", Token);
            Assert.Matches("""(?m)^blink_pipeline_outbox_rows\{.*outbox="scim.outbox"\} 1$""", metrics);
            Assert.Matches("""(?m)^blink_pipeline_outbox_age_seconds\{.*outbox="scim.outbox"\} [1-9]""", metrics);
        });
    }

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        broker = await TestBroker.CreateAsync();
        organisation = await TestOrganisation.CreateAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        await broker.DisposeAsync();
        await database.DisposeAsync();
    }

    const string HoldCommitsSql = """
        SELECT pg_advisory_lock(1);
        CREATE FUNCTION hold_commits() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER hold_commits AFTER DELETE ON scim.outbox
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold_commits();
        """;

    const string KillHeldCommitSql = """
        WITH held AS MATERIALIZED (
            SELECT pid
            FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'advisory')
        SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))
        FROM held
        """;

    static string Exchange => $"{typeof(ApplyUser).Namespace}:{nameof(ApplyUser)}";

    async Task<long> OutboxAsync()
    {
        await using var command = database.DataSource.CreateCommand("SELECT count(*) FROM scim.outbox");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    static async Task<object?> ExecuteAsync(string sql, NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }

    async Task AddRowsAsync(int count)
    {
        await using var command = database.DataSource.CreateCommand("""
            INSERT INTO scim.outbox (organisation_id, scim_user_id, version)
            SELECT @organisation, @organisation, number
            FROM generate_series(1, @count) AS number
            """);
        await command.With("organisation", organisation.Id).With("count", count).ExecuteNonQueryAsync(Token);
    }

    async Task<JsonNode?> TakeAsync() =>
        await broker.GetAsync(Queues.ApplyUser) is { } message ? JsonNode.Parse(message.Body.Span) : null;

    async Task<List<JsonNode>> TakeAllAsync()
    {
        var messages = new List<JsonNode>();
        await OnChannelAsync(async channel =>
        {
            while (await channel.BasicGetAsync(Queues.ApplyUser, autoAck: true, Token) is { } message)
                messages.Add(JsonNode.Parse(message.Body.Span)!);
        });
        return messages;
    }

    async Task OnChannelAsync(Func<IChannel, Task> use)
    {
        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        await use(channel);
    }
}
