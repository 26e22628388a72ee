using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Ops.Tests.Fixtures;
using Npgsql;

namespace Blink.Pipeline.Ops.Tests.Organisations;

public sealed class OrganisationOverviewTests(OpsServers ops) : IClassFixture<OpsServers>
{
    static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_is_shown_with_its_calls_progress_errors_and_tokens()
    {
        var (name, organisation) = await ops.OrganisationAsync("Shown");
        var token = (await ops.JsonAsync("tokens", "issue", name, "--label", "Entra")).GetProperty("id").GetGuid();
        var (applied, rejected) = (await ops.UserAsync(organisation, "a@shown.test"), await ops.UserAsync(organisation, "b@shown.test"));
        await ops.UserAsync(organisation, "c@shown.test", age: 30);
        await ops.DecidedAsync(organisation, applied);
        await ops.DecidedAsync(organisation, rejected, reason: "mobile_in_use");
        await ops.SyncErrorAsync(organisation, rejected, "b@shown.test", "mobile_in_use");
        await ops.ExecuteAsync($"""
            INSERT INTO scim.token_uses VALUES ('{token}', now() - interval '1 minute');
            INSERT INTO scim.request_counts VALUES ('{organisation}', date_trunc('hour', now()), 7, 2, 1), ('{organisation}', date_trunc('hour', now()) - interval '40 hours', 9, 0, 0)
            """);

        var shown = await ops.JsonAsync("organisations", "show", name);

        var progress = shown.GetProperty("progress");
        Assert.Equal((3, 1, 1, 1), (Of(progress, "seen"), Of(progress, "applied"), Of(progress, "rejected"), Of(progress, "pending")));
        Assert.Equal(System.Text.Json.JsonValueKind.String, progress.GetProperty("endsAt").ValueKind);
        Assert.Equal((7, 2, 1), (Of(shown.GetProperty("requests"), "events"), Of(shown.GetProperty("requests"), "clientErrors"), Of(shown.GetProperty("requests"), "serverErrors")));
        Assert.Equal(1, Of(shown.GetProperty("openErrorsByReason"), "mobile_in_use"));
        Assert.Equal("Entra", Assert.Single(shown.GetProperty("tokens").EnumerateArray()).GetProperty("label").GetString());
        Assert.Equal(7, Of(shown.GetProperty("cycle"), "lastEvents"));
        Assert.NotNull(shown.GetProperty("overview").GetProperty("lastCallAt").GetString());
        Assert.Contains("mobile_in_use 1", await ops.TextAsync("organisations", "show", name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_it_asks_how_long_the_outboxes_are()
    {
        var (name, _) = await ops.OrganisationAsync("Uncounted");
        await using var connection = await ops.Database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand("LOCK TABLE scim.outbox, provisioning.outbox IN ACCESS EXCLUSIVE MODE", connection, transaction);
        await hold.ExecuteNonQueryAsync(Token);

        Assert.Equal(1, (await ops.JsonAsync("organisations", "list", "--search", name)).GetArrayLength());
        await ops.JsonAsync("organisations", "show", name);
    }

    [Fact]
    public async Task They_are_searched_paged_and_ordered_by_who_is_worst_off()
    {
        var prefix = $"Ordered{Guid.NewGuid():N}";
        var ids = new List<Guid>();
        foreach (var letter in "abc")
            ids.Add((await ops.OrganisationAsync($"{prefix}-{letter}")).Id);
        await ops.UserAsync(ids[1], "slow@x.test", age: 500);
        await ops.UserAsync(ids[2], "fresh@x.test", age: 5);
        await ops.SyncErrorAsync(ids[2], Guid.NewGuid(), "e@x.test");

        Assert.Equal(ids, await IdsAsync("--search", prefix.ToUpperInvariant()));
        Assert.Equal("There are 2 more: --skip 1", (await ops.RunAsync("organisations", "list", "--search", prefix, "--limit", "1")).Error.Trim());
        Assert.Empty((await ops.RunAsync("organisations", "list", "--search", prefix, "--skip", "1", "--limit", "2")).Error);
        Assert.Equal([ids[1], ids[2], ids[0]], await IdsAsync("--search", prefix, "--order", "lag"));
        Assert.Equal(ids[2], (await IdsAsync("--search", prefix, "--order", "errors"))[0]);
        Assert.Equal([ids[1]], await IdsAsync("--search", prefix, "--skip", "1", "--limit", "1"));
        Assert.Equal([ids[0]], await IdsAsync("--search", ids[0].ToString()));
    }

    [Fact]
    public void Cycles_begin_where_nothing_came_before()
    {
        var cycle = SyncCycle.Of([(At(0), 5), (At(10), 3), (At(40), 2), (At(50), 0), (At(90), 4), (At(100), 1)]);

        Assert.Equal(new SyncCycle(At(90), 5, TimeSpan.FromMinutes(50), At(140)), cycle);
        Assert.Equal(new SyncCycle(At(0), 1, null, At(40)), SyncCycle.Of([(At(0), 1)]));
        Assert.Equal(new SyncCycle(null, 0, null, null), SyncCycle.Of([(At(0), 0)]));
    }

    [Fact]
    public void The_end_is_estimated_by_the_speed_and_unknown_when_nothing_moves()
    {
        var sync = new OrganisationSync(default, "", 1_000, 0, 300, 100, new Dictionary<string, long>(), 600, 60, null, []);

        var moving = SyncEstimate.Of(sync, 400, Noon.AddSeconds(-100), Noon);

        Assert.Equal((4.0, Noon.AddSeconds(150)), (moving.DecidedPerSecond, moving.EndsAt));
        Assert.Null(SyncEstimate.Of(sync, 0, null, Noon).EndsAt);
        Assert.Null(SyncEstimate.Of(sync with { Pending = 0 }, 400, Noon.AddSeconds(-100), Noon).EndsAt);
    }

    static DateTimeOffset At(int minutes) => Noon.AddMinutes(minutes);

    static int Of(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetInt32();

    async Task<List<Guid>> IdsAsync(params string[] arguments) =>
        [.. (await ops.JsonAsync(["organisations", "list", .. arguments])).EnumerateArray().Select(one => one.GetProperty("organisation").GetProperty("id").GetGuid())];
}
