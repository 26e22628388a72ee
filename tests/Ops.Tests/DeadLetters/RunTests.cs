using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

/// <summary>A run as others see it: to be watched, stopped and looked up, wherever it runs.</summary>
public sealed class RunTests : IAsyncLifetime
{
    readonly OpsServers ops = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    DeadLetterRuns Runs => ops.Services.GetRequiredService<DeadLetterRuns>();

    public ValueTask InitializeAsync() => ops.InitializeAsync();

    public ValueTask DisposeAsync() => ops.DisposeAsync();

    [Fact]
    public async Task A_replay_that_runs_is_seen_and_stopped_from_elsewhere_and_what_it_had_not_done_waits_on()
    {
        await StoreAsync(500);
        using var runner = Runner();
        var id = await runner.StartAsync(Slowly("alice"), Token);
        await Eventually.HoldsAsync(async () => Assert.True((await Runs.FindAsync(id, Token)).Done > 0));
        var running = await Runs.FindAsync(id, Token);
        Assert.Equal(("running", "alice", "mended", 500, 10), (running.State, running.Actor, running.Reason, running.Matched, running.RatePerSecond));
        Assert.Equal(id, Assert.Single((await ops.JsonAsync("dead-letters", "runs", "list", "--unfinished")).EnumerateArray()).GetProperty("id").GetInt32());

        await ops.TextAsync("dead-letters", "runs", "stop", $"{id}", "--actor", "bob");

        await Eventually.HoldsAsync(async () => Assert.Equal("stopped", (await Runs.FindAsync(id, Token)).State));
        var stopped = await Runs.FindAsync(id, Token);
        Assert.Equal("bob stopped it", stopped.Problem);
        Assert.Equal((uint)stopped.Done, await ops.Broker.CountAsync(Names.ApplyUser));
        Assert.Equal(500 - stopped.Done, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters WHERE status = 'waiting'"));
        Assert.Equal(
            ["dead-letter-run.started alice", "dead-letter-run.stop-requested bob", "dead-letter-run.ended alice"], await AuditAsync(id));
        Assert.Contains("is over since", await ops.ErrorAsync("dead-letters", "runs", "stop", $"{id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_in_the_background_goes_on_to_its_end_and_says_what_it_did()
    {
        await StoreAsync(60);
        await ops.ExecuteAsync("UPDATE operations.dead_letters SET headers = jsonb_build_object(repeat('x', 300), 1) WHERE id = 7");
        using var runner = Runner();

        var id = await runner.StartAsync(new(new(), "alice"), Token);

        await Eventually.HoldsAsync(async () => Assert.Equal("completed", (await Runs.FindAsync(id, Token)).State));
        var shown = await ops.JsonAsync("dead-letters", "runs", "show", $"{id}");
        Assert.Equal(59, shown.GetProperty("done").GetInt32());
        Assert.Equal(7, Assert.Single(shown.GetProperty("refused").EnumerateArray()).GetProperty("id").GetInt64());
        Assert.Contains("59 of 60", await ops.TextAsync("dead-letters", "runs", "show", $"{id}"), StringComparison.Ordinal);
        Assert.Equal(["dead-letter-run.started alice", "dead-letter-run.ended alice"], await AuditAsync(id));
    }

    [Fact]
    public async Task A_process_that_is_told_to_end_ends_its_replays_first_and_takes_no_more()
    {
        await StoreAsync(500);
        using var runner = Runner();
        int[] ids = [await runner.StartAsync(Slowly("alice"), Token), await runner.StartAsync(Slowly("bob"), Token)];
        await Eventually.HoldsAsync(async () => Assert.All(await Runs.ListAsync(false, 10, Token), run => Assert.True(run.Done > 0)));

        await runner.StopAsync(Token);

        var runs = await Runs.ListAsync(onlyUnfinished: false, 10, Token);
        Assert.Equal(ids.Order(), runs.Select(run => run.Id).Order());
        Assert.All(runs, run => Assert.Equal(("stopped", "it was stopped"), (run.State, run.Problem)));
        Assert.Equal(runs.Sum(run => run.Done), (int)await ops.Broker.CountAsync(Names.ApplyUser));
        Assert.Equal(0L, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters WHERE status = 'replaying'"));
        await Assert.ThrowsAsync<OpsException>(() => runner.StartAsync(Slowly("carol"), Token));
    }

    [Fact]
    public async Task A_replay_whose_process_is_gone_is_shown_as_dead_and_its_end_is_audited_once_by_whoever_takes_over()
    {
        await StoreAsync(5);
        int dead;
        await using (var dying = await ReplayRun.StartAsync(ops.Database.ConnectionString, Slowly("alice"), TimeProvider.System, Token))
        {
            dead = dying.Id;
            await dying.Letters.ClaimAsync(2, Token);
            Assert.Equal("running", (await Runs.FindAsync(dead, Token)).State);
        }
        await Eventually.HoldsAsync(async () => Assert.Equal("died", (await Runs.FindAsync(dead, Token)).State));
        Assert.Contains("is gone", await ops.ErrorAsync("dead-letters", "runs", "stop", $"{dead}"), StringComparison.Ordinal);

        await ops.JsonAsync("dead-letters", "replay", "--all");
        await ops.JsonAsync("dead-letters", "replay", "--all");

        Assert.NotNull((await Runs.FindAsync(dead, Token)).EndedAt);
        Assert.Equal(["dead-letter-run.started alice", "dead-letter-run.ended alice"], await AuditAsync(dead));
        Assert.Equal(2, (await Runs.FindAsync(dead + 1, Token)).TakenOver);
    }

    [Fact]
    public async Task What_a_replay_that_died_left_half_way_is_told_before_it_is_replayed_or_given_up()
    {
        await StoreAsync(3);
        await using (var dying = await ReplayRun.StartAsync(ops.Database.ConnectionString, Slowly("alice"), TimeProvider.System, Token))
        {
            await dying.Letters.ClaimAsync(3, Token);
            Assert.Equal((0, 0), await PreviewAsync("replay", "--all"));
        }
        await Eventually.HoldsAsync(async () => Assert.Equal((0, 3), await PreviewAsync("replay", "--all")));

        Assert.Contains(
            "3 letters that a replay which died left half-way are published first",
            (await ops.TextAsync("dead-letters", "replay", "--all", "--dry-run")).ReplaceLineEndings(" "),
            StringComparison.Ordinal);
        Assert.Equal((1, 3), await PreviewAsync("discard", "2", "--reason", "not wanted"));
        await ops.JsonAsync("dead-letters", "discard", "2", "--reason", "not wanted");
        await ops.JsonAsync("dead-letters", "replay", "--all");

        Assert.Equal((0, 0), await PreviewAsync("replay", "--all"));
        Assert.Equal(2u, await ops.Broker.CountAsync(Names.ApplyUser));
    }

    [Fact]
    public async Task A_replay_of_at_most_so_many_is_whole_when_it_has_done_those()
    {
        await StoreAsync(5);

        await ops.JsonAsync("dead-letters", "replay", "--all", "--limit", "2");

        var run = Assert.Single(await Runs.ListAsync(onlyUnfinished: false, 10, Token));
        Assert.Equal((5, 2, 2), (run.Matched, run.Done, run.Total));
        Assert.Contains("2 of 2", await ops.TextAsync("dead-letters", "runs", "show", $"{run.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_discard_is_a_run_with_a_result()
    {
        await StoreAsync(3);

        await ops.TextAsync("dead-letters", "discard", "--in-group", "exception=System.TimeoutException", "--reason", "known bug", "--actor", "dora");

        var run = Assert.Single((await ops.JsonAsync("dead-letters", "runs", "list")).EnumerateArray());
        Assert.Equal(
            ("discard", "completed", 3, "dora", "known bug"),
            (run.GetProperty("kind").GetString(), run.GetProperty("state").GetString(), run.GetProperty("done").GetInt32(),
                run.GetProperty("actor").GetString(), run.GetProperty("reason").GetString()));
        Assert.Equal(["dead-letter-run.ended dora"], await AuditAsync(run.GetProperty("id").GetInt32()));
        Assert.Contains("no run 99", await ops.ErrorAsync("dead-letters", "runs", "show", "99"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_discard_may_take_longer_than_other_statements()
    {
        await StoreAsync(1);
        await using var impatient = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(ops.Database.ConnectionString) { CommandTimeout = 1 });
        await using var locking = await ops.Database.DataSource.OpenConnectionAsync(Token);
        await using var holding = new NpgsqlCommand(
            "BEGIN; LOCK TABLE operations.audit_records IN SHARE MODE; SELECT pg_sleep(3); COMMIT", locking);
        var locked = holding.ExecuteNonQueryAsync(Token);
        await Eventually.HoldsAsync(async () => Assert.Equal(1L, await ops.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'")));

        var result = await new Discard(impatient, TimeProvider.System).RunAsync(new(), "dora", "known bug", limit: null, Token);

        Assert.Equal(1, result.Done);
        await locked;
    }

    ReplayRunner Runner() => new(ops.Services.GetRequiredService<Replay>(), NullLogger<ReplayRunner>.Instance);

    static ReplayRequest Slowly(string actor) => new(new DeadLetterFilter(), actor, "mended", RatePerSecond: 10);

    async Task StoreAsync(int count) => await ops.Services.GetRequiredService<DeadLetterStore>().InsertAsync(
        [.. Enumerable.Range(0, count).Select(i => LetterReader.Read(Deliveries.Of(messageId: $"message-{i}"), DateTimeOffset.UnixEpoch))], Token);

    async Task<(int Matched, int HalfWay)> PreviewAsync(params string[] command)
    {
        var preview = await ops.JsonAsync(["dead-letters", .. command, "--dry-run"]);
        return (preview.GetProperty("matched").GetInt32(), preview.GetProperty("halfWay").GetInt32());
    }

    async Task<IEnumerable<string>> AuditAsync(int run) =>
        (await ops.JsonAsync("audit", "list", "--subject", $"dead-letter-run:{run}")).EnumerateArray().Reverse()
            .Select(record => $"{record.GetProperty("action").GetString()} {record.GetProperty("actor").GetString()}");
}
