using System.Text;
using Blink.Pipeline.Ops.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

public sealed class ReplayTests : IAsyncLifetime
{
    readonly OpsServers ops = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    Replay Replay => ops.Services.GetRequiredService<Replay>();

    public ValueTask InitializeAsync() => ops.InitializeAsync();

    public ValueTask DisposeAsync() => ops.DisposeAsync();

    [Fact]
    public async Task A_replayed_letter_is_in_its_queue_again_as_it_was_and_is_audited()
    {
        await StoreAsync(1, body: "{\"organisationId\": 1}");

        var result = await ops.JsonAsync("dead-letters", "replay", "1", "--actor", "alice", "--reason", "fixed");

        Assert.Equal(1, result.GetProperty("done").GetInt32());
        var message = await ops.Broker.GetAsync(Names.ApplyUser);
        Assert.Equal("{\"organisationId\": 1}", Encoding.UTF8.GetString(message!.Body.Span));
        Assert.Equal(("application/json", "message-0", true), (message.BasicProperties.ContentType, message.BasicProperties.MessageId, message.BasicProperties.Persistent));
        Assert.DoesNotContain(message.BasicProperties.Headers!.Keys, name => name.StartsWith("MT-Fault", StringComparison.Ordinal) || name == "MT-Reason");
        var record = Assert.Single((await ops.JsonAsync("audit", "list", "--subject", "dead-letter:1")).EnumerateArray());
        Assert.Equal(("alice", "dead-letter.replayed"), (record.GetProperty("actor").GetString(), record.GetProperty("action").GetString()));
        Assert.Equal("fixed", record.GetProperty("details").GetProperty("reason").GetString());
        Assert.Contains("was replayed at", await ops.ErrorAsync("dead-letters", "replay", "1"), StringComparison.Ordinal);
        Assert.Contains("was replayed at", await ops.ErrorAsync("dead-letters", "discard", "1", "--reason", "x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_what_it_would_take_and_changes_nothing()
    {
        await StoreAsync(3);
        var before = await SnapshotAsync();

        var preview = await ops.JsonAsync("dead-letters", "replay", "--all", "--dry-run");
        await ops.TextAsync("dead-letters", "discard", "--all", "--reason", "x", "--dry-run");

        Assert.Equal((3, 3), (preview.GetProperty("matched").GetInt32(), preview.GetProperty("replayable").GetInt32()));
        Assert.Equal(before, await SnapshotAsync());
        Assert.Equal(0u, await ops.Broker.CountAsync(Names.ApplyUser));
    }

    [Fact]
    public async Task A_dry_run_of_at_most_so_many_speaks_of_no_more()
    {
        await StoreAsync(3);

        var all = await ops.TextAsync("dead-letters", "replay", "--all", "--dry-run");
        var some = await ops.TextAsync("dead-letters", "replay", "--all", "--limit", "2", "--dry-run");

        Assert.Contains("3 letters of apply-user", all, StringComparison.Ordinal);
        Assert.Contains("2 letters would be replayed", some, StringComparison.Ordinal);
        Assert.DoesNotContain("3 letters", some, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--exception", "timeout")]
    [InlineData("--queue", "apply-user")]
    [InlineData("--type", "applyuser")]
    [InlineData("--message", "took too long")]
    [InlineData("--until", "2026-11-23T12:00Z")]
    public async Task A_filter_takes_what_fits_and_leaves_the_rest(string option, string value)
    {
        await StoreAsync(2);
        await StoreAsync(LetterReader.Read(Deliveries.Of("notify-sync-errors_error", headers: new() { ["MT-Reason"] = "dead-letter" }), TimeProvider.System.GetUtcNow()));

        var result = await ops.JsonAsync("dead-letters", "replay", option, value);

        Assert.Equal(2, result.GetProperty("done").GetInt32());
        Assert.Equal(2u, await ops.Broker.CountAsync(Names.ApplyUser));
        var left = Assert.Single((await ops.JsonAsync("dead-letters", "list")).EnumerateArray());
        Assert.Equal("skipped", left.GetProperty("cause").GetString());
        Assert.Equal(2, (await ops.JsonAsync("dead-letters", "list", "--status", "replayed")).GetArrayLength());
    }

    [Fact]
    public async Task A_limit_takes_the_oldest()
    {
        await StoreAsync(30);

        await ops.TextAsync("dead-letters", "replay", "--all", "--limit", "25", "--rate", "1000");

        Assert.Equal(25u, await ops.Broker.CountAsync(Names.ApplyUser));
        Assert.Equal(25L, await ops.ScalarAsync<long>("SELECT max(id) FROM operations.dead_letters WHERE status = 'replayed'"));
    }

    [Fact]
    public async Task A_letter_is_published_to_a_work_queue_and_to_nothing_else()
    {
        await ops.Broker.DeclareAsync("payroll");
        await StoreAsync(LetterReader.Read(Deliveries.Of(headers: Deliveries.FaultHeaders(queue: "payroll")), DateTimeOffset.UnixEpoch));

        var result = await ops.JsonAsync("dead-letters", "replay", "--all");

        Assert.Equal(0, result.GetProperty("done").GetInt32());
        Assert.Equal(0u, await ops.Broker.CountAsync("payroll"));
        Assert.Contains("can only be discarded", await ops.TextAsync("dead-letters", "replay", "--all", "--dry-run"), StringComparison.Ordinal);
        Assert.Single((await ops.JsonAsync("dead-letters", "list", "--status", "waiting")).EnumerateArray());
    }

    [Fact]
    public async Task A_letter_that_no_queue_takes_waits_on_and_the_replay_says_so()
    {
        await StoreAsync(1);
        await ops.DeleteQueueAsync(Names.ApplyUser);

        var (code, _, error) = await ops.RunAsync("dead-letters", "replay", "--all");

        Assert.Equal(1, code);
        Assert.Contains("no queue apply-user", error, StringComparison.Ordinal);
        Assert.Single((await ops.JsonAsync("dead-letters", "list", "--status", "waiting")).EnumerateArray());
        Assert.Equal(0, await AuditedAsync());
        var run = await ops.JsonAsync("dead-letters", "runs", "show", "1");
        Assert.Equal(("failed", 0), (run.GetProperty("state").GetString(), run.GetProperty("done").GetInt32()));
        Assert.Contains("no queue apply-user", run.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_letter_that_cannot_be_published_is_named_and_waits_on_while_the_others_are_replayed(bool takenOver)
    {
        await StoreAsync(3);
        // Longer than AMQP allows.
        await ops.ExecuteAsync("UPDATE operations.dead_letters SET headers = jsonb_build_object(repeat('x', 300), 1) WHERE id = 1");
        if (takenOver)
        {
            await using var dying = await StartAsync();
            await dying.Letters.ClaimAsync(2, Token);
        }

        var error = await ops.ErrorAsync("dead-letters", "replay", "--all");

        Assert.Contains("1 letter cannot be published", error, StringComparison.Ordinal);
        Assert.Contains("  1: ", error, StringComparison.Ordinal);
        Assert.Equal(2, await AuditedAsync());
        Assert.Equal(1L, Assert.Single((await ops.JsonAsync("dead-letters", "list", "--status", "waiting")).EnumerateArray()).GetProperty("id").GetInt64());
        await StoreAsync(LetterReader.Read(Deliveries.Of(messageId: "next"), DateTimeOffset.UnixEpoch));
        Assert.Contains("1 letter cannot be published", await ops.ErrorAsync("dead-letters", "replay", "--all"), StringComparison.Ordinal);
        Assert.Equal(3u, await ops.Broker.CountAsync(Names.ApplyUser));
        await ops.TextAsync("dead-letters", "discard", "1", "--reason", "header too long");
    }

    [Fact]
    public async Task A_table_that_looks_like_stored_bytes_is_replayed_as_it_was()
    {
        var tables = new Dictionary<string, object?>
        {
            ["x-no-base64"] = Table("$bytes", "%%%"),
            ["x-base64"] = Table("$bytes", "QUJD"),
            ["x-escaped"] = Table("$$bytes", "QUJD"),
            ["x-number"] = Table("$bytes", 1L),
            ["x-two"] = new Dictionary<string, object?> { ["$bytes"] = "QUJD", ["another"] = "x" },
            ["x-bytes"] = new byte[] { 0xff },
        };
        await StoreAsync(LetterReader.Read(Deliveries.Of(headers: new(tables) { ["MT-Fault-InputAddress"] = "rabbitmq://x/apply-user" }), DateTimeOffset.UnixEpoch));

        await ops.TextAsync("dead-letters", "replay", "--all");

        var headers = (await ops.Broker.GetAsync(Names.ApplyUser))!.BasicProperties.Headers!;
        foreach (var (name, table) in tables)
            Assert.Equal(AmqpHeaders.ToJson(new Dictionary<string, object?> { [name] = table }).ToJsonString(), AmqpHeaders.ToJson(new Dictionary<string, object?> { [name] = headers[name] }).ToJsonString());

        static Dictionary<string, object?> Table(string name, object value) => new() { [name] = value };
    }

    [Fact]
    public async Task A_letter_that_an_old_build_stored_with_such_a_table_is_replayed()
    {
        await StoreAsync(1);
        await ops.ExecuteAsync("""UPDATE operations.dead_letters SET headers = '{"x-h": {"$bytes": "%%%"}}'""");

        await ops.TextAsync("dead-letters", "replay", "--all");

        Assert.Equal(1u, await ops.Broker.CountAsync(Names.ApplyUser));
    }

    [Fact]
    public async Task A_named_letter_of_a_dead_replay_is_discarded_and_one_of_a_living_replay_is_not()
    {
        await StoreAsync(2);
        await using (var dying = await StartAsync())
            await dying.Letters.ClaimAsync(1, Token);
        await using var living = await StartAsync();
        await living.Letters.ClaimAsync(1, Token);

        await ops.TextAsync("dead-letters", "discard", "1", "--reason", "left half-way");
        var refusal = await ops.ErrorAsync("dead-letters", "discard", "2", "--reason", "too early");

        Assert.Contains("None was discarded", refusal, StringComparison.Ordinal);
        Assert.Equal(1L, await ops.ScalarAsync<long>("SELECT id FROM operations.dead_letters WHERE status = 'discarded'"));
        Assert.Equal(2L, await ops.ScalarAsync<long>("SELECT id FROM operations.dead_letters WHERE status = 'replaying'"));
    }

    [Fact]
    public async Task Discarded_letters_stay_with_their_reason_and_are_replayed_no_more()
    {
        await StoreAsync(2);

        await ops.TextAsync("dead-letters", "discard", "1", "--reason", "tested by hand", "--actor", "bob");
        var result = await ops.JsonAsync("dead-letters", "replay", "--all");

        Assert.Equal(1, result.GetProperty("done").GetInt32());
        var shown = await ops.JsonAsync("dead-letters", "show", "1");
        Assert.Equal("discarded", shown.GetProperty("letter").GetProperty("status").GetString());
        Assert.Equal("{}", shown.GetProperty("body").GetString());
        Assert.Equal("tested by hand", Assert.Single(shown.GetProperty("history").EnumerateArray()).GetProperty("details").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task What_a_dead_replay_left_half_way_is_taken_up_by_the_next_and_audited_once(bool published, int copies)
    {
        await StoreAsync(5);
        await using (var dying = await StartAsync())
        {
            var letters = await dying.Letters.ClaimAsync(3, Token);
            await using var publisher = await LetterPublisher.OpenAsync(ops.Broker.Uri, TimeProvider.System, Token);
            if (published)
                await publisher.PublishAsync(letters, dying.Id);
        }
        Assert.Equal(3, (await ops.JsonAsync("dead-letters", "list", "--status", "replaying")).GetArrayLength());

        var result = await ops.JsonAsync("dead-letters", "replay", "5");

        Assert.Equal((3, 4), (result.GetProperty("takenOver").GetInt32(), result.GetProperty("done").GetInt32()));
        Assert.Equal(4, await AuditedAsync());
        Assert.Equal((uint)(3 * copies) + 1, await ops.Broker.CountAsync(Names.ApplyUser));
        Assert.Equal(4L, Assert.Single((await ops.JsonAsync("dead-letters", "list")).EnumerateArray()).GetProperty("id").GetInt64());
        Assert.Equal("died", await ops.ScalarAsync<string>("SELECT outcome FROM operations.dead_letter_runs WHERE id = 1"));
    }

    [Fact]
    public async Task What_a_living_replay_has_claimed_no_other_takes()
    {
        await StoreAsync(10);
        await using var living = await StartAsync();
        await living.Letters.ClaimAsync(4, Token);

        var result = await Replay.RunAsync(All, _ => { }, Token);

        Assert.Equal((6, 0), (result.Done, result.TakenOver));
        Assert.Equal(4, (await ops.JsonAsync("dead-letters", "list", "--status", "replaying")).GetArrayLength());
    }

    [Fact]
    public async Task Two_replays_at_once_publish_each_letter_once()
    {
        await StoreAsync(200);

        var results = await Task.WhenAll(Replay.RunAsync(All, _ => { }, Token), Replay.RunAsync(All, _ => { }, Token));

        Assert.Equal(200, results.Sum(result => result.Done));
        Assert.Equal(200, await AuditedAsync());
        Assert.Equal(200u, await ops.Broker.CountAsync(Names.ApplyUser));
    }

    [Fact]
    public async Task A_letter_that_fails_again_is_a_new_one_that_names_the_old_and_is_not_taken_by_the_same_run()
    {
        await StoreAsync(1);
        await using var run = await StartAsync();
        await StoreAsync(LetterReader.Read(Deliveries.Of(headers: new() { ["x-replay-count"] = 1, ["x-replay-of"] = 1L }), DateTimeOffset.UnixEpoch));

        Assert.Equal(1, Assert.Single(await run.Letters.ClaimAsync(10, Token)).Id);
        Assert.Empty(await run.Letters.ClaimAsync(10, Token));

        Assert.Equal(2, (await ops.JsonAsync("dead-letters", "show", "1")).GetProperty("cameBackAs").GetInt64());
        Assert.Equal(1, (await ops.JsonAsync("dead-letters", "show", "2")).GetProperty("letter").GetProperty("replayOf").GetInt64());
    }

    [Fact]
    public async Task Letters_are_summed_up_by_how_they_failed()
    {
        await StoreAsync(3);
        await StoreAsync(LetterReader.Read(Deliveries.Of(headers: []), DateTimeOffset.UnixEpoch));

        var groups = (await ops.JsonAsync("dead-letters", "list", "--group")).EnumerateArray().ToList();

        Assert.Equal([3L, 1L], groups.Select(group => group.GetProperty("count").GetInt64()));
        Assert.Contains("TimeoutException", await ops.TextAsync("dead-letters", "list", "--group"), StringComparison.Ordinal);
        Assert.Contains("It took too long", await ops.TextAsync("dead-letters", "list"), StringComparison.Ordinal);
    }

    static ReplayRequest All => new(new DeadLetterFilter(), "test");

    Task<ReplayRun> StartAsync() => ReplayRun.StartAsync(ops.Database.ConnectionString, All, TimeProvider.System, Token);

    Task StoreAsync(int count, string body = "{}") => StoreAsync(
        [.. Enumerable.Range(0, count).Select(i => LetterReader.Read(Deliveries.Of(body: body, messageId: $"message-{i}"), DateTimeOffset.UnixEpoch))]);

    async Task StoreAsync(params CollectedLetter[] letters) =>
        Assert.Equal(letters.Length, await ops.Services.GetRequiredService<DeadLetterStore>().InsertAsync(letters, Token));

    Task<string> SnapshotAsync() => ops.ScalarAsync<string>("""
        SELECT concat(
            (SELECT string_agg(letter::text, ';' ORDER BY id) FROM operations.dead_letters AS letter),
            (SELECT count(*) FROM operations.dead_letter_runs),
            (SELECT count(*) FROM operations.audit_records))
        """);

    async Task<int> AuditedAsync()
    {
        var (records, subjects) = (
            await ops.ScalarAsync<long>("SELECT count(*) FROM operations.audit_records WHERE action = 'dead-letter.replayed'"),
            await ops.ScalarAsync<long>("SELECT count(DISTINCT subject) FROM operations.audit_records WHERE action = 'dead-letter.replayed'"));
        Assert.Equal(subjects, records);
        return (int)records;
    }
}
