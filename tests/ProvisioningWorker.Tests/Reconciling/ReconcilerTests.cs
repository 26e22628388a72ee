using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Outbox;
using Blink.Pipeline.ProvisioningWorker.Reconciling;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Blink.Pipeline.ProvisioningWorker.Tests.Reconciling;

public sealed class ReconcilerTests : IAsyncDisposable
{
    // Enough for PostgreSQL to think about the width of the rows.
    const int Users = 200_000;

    static readonly ReconcilerOptions Options = new();

    readonly ProvisioningDatabase database = new();
    readonly Guid user = Guid.NewGuid();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_lost_command_is_sent_again_once_it_is_overdue_and_not_twice()
    {
        var (organisation, reconciler) = await StartAsync();
        var lost = await database.WantAsync(organisation, user, new("ada@x.test"));

        Assert.Equal(0, await reconciler.RunOnceAsync(Token));
        Pass(Options.Overdue);
        Assert.Equal(1, await reconciler.RunOnceAsync(Token));
        Assert.Equal(0, await reconciler.RunOnceAsync(Token));
        Assert.Equal(lost, Assert.Single(await database.TakeOutboxAsync()));

        // Lost once more.
        Pass(Options.Overdue);
        Assert.Equal(1, await reconciler.RunOnceAsync(Token));
    }

    [Fact]
    public async Task Users_in_order_are_left_alone()
    {
        var (organisation, reconciler) = await StartAsync();
        await database.SyncAsync(organisation, user, new("ada@x.test"));
        Pass(Options.Overdue * 2);

        Assert.Equal(0, await reconciler.RunOnceAsync(Token));
    }

    [Fact]
    public async Task A_change_that_comes_while_an_earlier_one_was_sent_again_is_not_forgotten()
    {
        var (organisation, reconciler) = await StartAsync();
        var first = await database.WantAsync(organisation, user, new("ada@x.test"));
        Pass(Options.Overdue);
        await reconciler.RunOnceAsync(Token);
        Pass(TimeSpan.FromSeconds(1));
        await database.ApplyAsync(first);
        Pass(Options.Overdue - TimeSpan.FromSeconds(2));
        await reconciler.RunOnceAsync(Token);
        await database.WantAsync(organisation, user, new("new@x.test"));
        await database.TakeOutboxAsync();

        Pass(Options.Overdue * 2);
        Assert.Equal(1, await reconciler.RunOnceAsync(Token));
        Assert.Equal(new Contracts.ApplyUser(organisation, user, 2), Assert.Single(await database.TakeOutboxAsync()));
    }

    [Fact]
    public async Task A_later_change_is_found_though_the_earlier_one_is_applied_after_the_look()
    {
        var (organisation, reconciler) = await StartAsync();
        await database.WantAsync(organisation, user, new("ada@x.test"));
        Pass(Options.Overdue);
        await reconciler.RunOnceAsync(Token);
        // Version 2 becomes overdue while the second sending of version 1 is not due yet ...
        await database.WantAsync(organisation, user, new("new@x.test"));
        Pass(Options.Overdue - TimeSpan.FromSeconds(1));
        await database.ExecuteAsync("UPDATE provisioning.resends SET sent_at = sent_at + interval '1 minute'");
        Pass(TimeSpan.FromSeconds(2));
        await reconciler.RunOnceAsync(Token);
        // ... and only now version 1 arrives, applied by a worker that had loaded it before.
        await database.ExecuteAsync(
            """
            INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, decision, decided_at)
            VALUES (@user, @organisation, 1, 'applied', 'create', now())
            """,
            ("user", user), ("organisation", organisation));
        await reconciler.RunOnceAsync(Token);
        await database.TakeOutboxAsync();

        Pass(Options.Overdue);
        Assert.Equal(1, await reconciler.RunOnceAsync(Token));
    }

    [Fact]
    public async Task A_rejected_user_is_tried_again_every_forty_minutes()
    {
        var (organisation, reconciler) = await StartAsync();
        await database.SyncAsync(organisation, user, new());
        await database.TakeOutboxAsync();
        Pass(Options.RetryRejectedAfter - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await reconciler.RunOnceAsync(Token));

        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await reconciler.RunOnceAsync(Token));
        Assert.Equal(0, await reconciler.RunOnceAsync(Token));
        Assert.Equal(new Contracts.ApplyUser(organisation, user, 1), Assert.Single(await database.TakeOutboxAsync()));
    }

    [Fact]
    public async Task After_a_change_of_an_organisation_s_region_the_next_look_at_everybody_sends_its_users_again()
    {
        var (organisation, reconciler) = await StartAsync();
        await database.SyncAsync(organisation, user, new("ada@x.test"));
        await database.SyncAsync(await database.OrganisationAsync(), Guid.NewGuid(), new("bob@x.test"));
        Pass(Options.Overdue);
        Assert.Equal(0, await reconciler.RunOnceAsync(Token));

        await database.ExecuteAsync("UPDATE operations.organisations SET default_region = 'DE' WHERE id = @id", ("id", organisation));
        Pass(Options.FullLookEvery);
        Assert.Equal(1, await reconciler.RunOnceAsync(Token));
        var command = Assert.IsType<Contracts.ApplyUser>(Assert.Single(await database.TakeOutboxAsync()));
        Assert.Equal(new(organisation, user, 1), command);

        await database.ApplyAsync(command);
        Pass(Options.FullLookEvery);
        Assert.Equal(0, await reconciler.RunOnceAsync(Token));
    }

    [Fact]
    public async Task A_look_at_everybody_goes_on_behind_those_who_are_rejected_as_well()
    {
        const int batchSize = 100;
        var (organisation, _) = await StartAsync();
        // In the order of their ids: a batch of users who are rejected, and then one of users who are not.
        for (var i = 0; i < batchSize; i++)
            await database.SyncAsync(organisation, Guid.CreateVersion7(database.Time.GetUtcNow()), new());
        Pass(TimeSpan.FromSeconds(1));
        for (var i = 0; i < batchSize; i++)
            await database.SyncAsync(organisation, Guid.CreateVersion7(database.Time.GetUtcNow()), new($"ada{i}@x.test"));
        Pass(Options.RetryRejectedAfter);
        await database.ExecuteAsync("UPDATE operations.organisations SET default_region = 'DE'");
        await database.TakeOutboxAsync();
        var reconciler = Reconciler(batchSize);

        await reconciler.RunOnceAsync(Token);
        await reconciler.RunOnceAsync(Token);

        Assert.Equal(2 * batchSize, (await database.TakeOutboxAsync()).Distinct().Count());
    }

    [Fact]
    public async Task A_command_that_never_succeeds_is_sent_ever_less_often()
    {
        var (organisation, reconciler) = await StartAsync();
        await database.WantAsync(organisation, user, new("ada@x.test"));

        var sent = 0;
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromDays(2); passed += Options.Overdue)
        {
            Pass(Options.Overdue);
            sent += await reconciler.RunOnceAsync(Token);
        }

        Assert.InRange(sent, 8, 14);
    }

    [Fact]
    public async Task While_the_broker_is_away_a_command_is_sent_again_once()
    {
        var (organisation, reconciler) = await StartAsync();
        var wanted = await database.WantAsync(organisation, user, new("ada@x.test"));

        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromHours(1); passed += Options.Overdue)
        {
            Pass(Options.Overdue);
            await reconciler.LookAsync(Token);
        }

        Assert.Equal(wanted, Assert.Single(await database.TakeOutboxAsync()));
    }

    [Fact]
    public async Task A_batch_waits_until_half_of_the_one_before_is_done_and_in_the_end_everybody_is_found()
    {
        const int batchSize = 4;
        var (organisation, _) = await StartAsync();
        for (var i = 0; i < 18; i++)
            await database.WantAsync(organisation, Guid.NewGuid(), new($"ada{i}@x.test"));
        Pass(Options.Overdue);
        var reconciler = Reconciler(batchSize);

        var found = new List<Guid>();
        for (var sent = batchSize; sent == batchSize;)
        {
            sent = await reconciler.LookAsync(Token);
            Assert.Equal(0, await reconciler.LookAsync(Token));
            var commands = (await database.TakeOutboxAsync()).Cast<Contracts.ApplyUser>().ToList();
            Assert.Equal(sent, commands.Count);
            found.AddRange(commands.Select(command => command.ScimUserId));
            Assert.Equal(sent == batchSize, reconciler.HasMore);
            // One is done: three of four are still to do, and whoever is new waits for no more than those.
            await database.ApplyAsync(commands[0]);
            Pass(TimeSpan.FromSeconds(1));
            if (sent == batchSize)
                Assert.Equal(0, await reconciler.LookAsync(Token));
            await database.ApplyAsync([.. commands.Skip(1)]);
        }
        Assert.Equal(18, found.Distinct().Count());
        Assert.Equal(18, found.Count);
    }

    [Fact]
    public async Task Commands_that_are_never_done_hold_up_the_next_batch_only_until_they_are_overdue()
    {
        var (organisation, _) = await StartAsync();
        for (var i = 0; i < 8; i++)
            await database.WantAsync(organisation, Guid.NewGuid(), new($"ada{i}@x.test"));
        Pass(Options.Overdue);
        var reconciler = Reconciler(batchSize: 4);
        Assert.Equal(4, await reconciler.LookAsync(Token));
        var poison = await database.TakeOutboxAsync();
        Pass(Options.Overdue - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await reconciler.LookAsync(Token));

        Pass(TimeSpan.FromSeconds(1));
        await reconciler.LookAsync(Token);

        Assert.Equal(4, (await database.TakeOutboxAsync()).Except(poison).Count());
    }

    [Fact]
    public async Task Each_lost_command_is_logged_and_counted_as_lost_and_a_rejected_one_is_not()
    {
        var log = new LogRecorder();
        var (organisation, _) = await StartAsync();
        var reconciler = Reconciler(logger: LoggerFactory.Create(logging => logging.AddProvider(log)).CreateLogger<Reconciler>());
        await database.SyncAsync(organisation, Guid.NewGuid(), new());
        Pass(Options.RetryRejectedAfter);
        var lost = new[] { user, Guid.NewGuid() };
        foreach (var one in lost)
            await database.WantAsync(organisation, one, new($"{one}@x.test"));
        Pass(Options.Overdue);
        var counted = new List<(string Cause, long Count)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "blink.pipeline.reconciler.resent")
                listening.EnableMeasurementEvents(instrument);
        };
        // Measured where it happens: tests that run at the same time are elsewhere.
        var measuring = new AsyncLocal<bool> { Value = true };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (measuring.Value)
                counted.Add(((string)tags[0].Value!, count));
        });
        listener.Start();

        Assert.Equal(3, await reconciler.RunOnceAsync(Token));

        foreach (var one in lost)
            Assert.Single(log.Lines, line => line.Contains($"user {one}", StringComparison.Ordinal) && line.Contains("(lost)", StringComparison.Ordinal));
        Assert.Equal(2, log.Lines.Count(line => line.Contains("for user", StringComparison.Ordinal)));
        Assert.Equal([("lost", 2L), ("rejected", 1L)], counted.Order());
    }

    [Fact]
    public async Task After_the_clock_was_set_back_what_is_lost_is_found_all_the_same()
    {
        var (organisation, reconciler) = await StartAsync();
        await reconciler.RunOnceAsync(Token);
        await database.WantAsync(organisation, user, new("ada@x.test"));
        await database.ExecuteAsync("UPDATE scim.users SET last_modified = last_modified + interval '1 hour'");
        Pass(Options.FullLookEvery);
        await database.ExecuteAsync("UPDATE scim.users SET last_modified = last_modified + interval '1 hour'");

        Assert.Equal(1, await reconciler.RunOnceAsync(Token));
    }

    [Fact]
    public async Task After_a_start_the_queue_has_its_turn_before_the_first_look()
    {
        var (organisation, reconciler) = await StartAsync();
        await database.WantAsync(organisation, user, new("ada@x.test"));
        Pass(Options.Overdue * 2);
        var started = database.Time.GetUtcNow();

        await reconciler.StartAsync(Token);
        await Eventually.HoldsAsync(async () =>
        {
            Pass(TimeSpan.FromSeconds(5));
            Assert.NotEmpty(await database.TakeOutboxAsync());
        });
        await reconciler.StopAsync(Token);

        var sentAt = await database.ScalarAsync<DateTime>("SELECT sent_at FROM provisioning.resends");
        Assert.InRange(sentAt, (started + Options.Overdue).UtcDateTime, DateTime.MaxValue);
    }

    [Fact]
    public async Task Several_workers_send_each_command_once()
    {
        var (organisation, _) = await StartAsync();
        for (var i = 0; i < 50; i++)
            await database.WantAsync(organisation, Guid.NewGuid(), new($"ada{i}@x.test"));
        Pass(Options.Overdue);

        var sent = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Reconciler(batchSize: 20).RunOnceAsync(Token)));
        var rest = Reconciler(batchSize: 20);
        for (var look = 0; look < 10 && await rest.RunOnceAsync(Token) > 0; look++)
            ;

        Assert.InRange(sent.Sum(), 1, 50);
        Assert.Equal(50, (await database.TakeOutboxAsync()).Distinct().Count());
        Assert.Equal(50, await database.ScalarAsync<long>("SELECT count(*) FROM provisioning.resends WHERE times = 1"));
    }

    [Fact]
    public async Task A_look_reads_an_index_and_not_the_wide_rows()
    {
        var (organisation, _) = await StartAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, user_name, user_name_key, document)
            SELECT @organisation, gen_random_uuid(), 1, @now, @now - n * interval '1 second', n, n, jsonb_build_object('title', repeat(md5(n::text), 30))
            FROM generate_series(1, @count) AS n
            """,
            ("organisation", organisation), ("now", database.Time.GetUtcNow()), ("count", Users));
        await database.ExecuteAsync(
            """
            INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, decision, decided_at)
            SELECT id, organisation_id, version, 'applied', 'create', @now
            FROM scim.users
            """,
            ("now", database.Time.GetUtcNow()));
        await database.ExecuteAsync("VACUUM ANALYZE scim.users");
        await database.ExecuteAsync("VACUUM ANALYZE provisioning.user_states");

        var all = await PlanAsync(ResendStatements.All);
        Assert.Contains(all, line => line.Contains("Index Only Scan using users_pkey", StringComparison.Ordinal));
        var changed = await PlanAsync(ResendStatements.Changed);
        Assert.Contains(changed, line => line.Contains("Index Scan using users_by_last_modified", StringComparison.Ordinal));
        // Neither looks at all the states to find those few.
        Assert.DoesNotContain(all.Concat(changed), line => line.Contains("Seq Scan on users", StringComparison.Ordinal));
        Assert.DoesNotContain(changed, line => line.Contains("Seq Scan on user_states", StringComparison.Ordinal));
    }

    async Task<List<string>> PlanAsync(string sql)
    {
        var now = database.Time.GetUtcNow() + Options.Overdue;
        await using var explain = database.DataSource.CreateCommand("EXPLAIN " + sql)
            .With("since", now - Options.Overdue - Options.Interval)
            .With("walked_to", Guid.Empty)
            .With("until", now - Options.Overdue)
            .With("overdue", Options.Overdue)
            .With("rejected_until", now - Options.RetryRejectedAfter)
            .With("limit", Options.BatchSize)
            .With("now", now);
        return await explain.ReadAsync(row => row.GetString(0), Token);
    }

    void Pass(TimeSpan time) => database.Time.Advance(time);

    async Task<(Guid Organisation, Reconciler Reconciler)> StartAsync()
    {
        await database.InitializeAsync();
        return (await database.OrganisationAsync(), Reconciler());
    }

    Reconciler Reconciler(int batchSize = 10_000, ILogger<Reconciler>? logger = null) => new(
        database.DataSource,
        new OutboxSignal(),
        Microsoft.Extensions.Options.Options.Create(new ReconcilerOptions { BatchSize = batchSize }),
        new ProvisioningMetrics(),
        database.Time,
        logger ?? NullLogger<Reconciler>.Instance);
}
