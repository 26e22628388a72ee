using Blink.Pipeline.Ops.Tests.Fixtures;
using Blink.Pipeline.Ops.Users;

namespace Blink.Pipeline.Ops.Tests.SyncProgress;

public sealed class SyncErrorCommandsTests(OpsServers ops) : IClassFixture<OpsServers>
{
    [Fact]
    public async Task They_are_narrowed_by_reason_time_text_and_whether_they_are_open()
    {
        var (name, organisation) = await ops.OrganisationAsync("Narrow");
        await ops.SyncErrorAsync(organisation, Guid.NewGuid(), "old@narrow.test", "mobile_in_use", "+4512345678", age: 7_200);
        await ops.SyncErrorAsync(organisation, Guid.NewGuid(), "new@narrow.test");
        await ops.SyncErrorAsync(organisation, Guid.NewGuid(), "over@narrow.test", resolved: true);

        Assert.Equal(["new@narrow.test", "old@narrow.test"], await NamesAsync(name));
        Assert.Equal(["old@narrow.test"], await NamesAsync(name, "--reason-code", "mobile_in_use"));
        Assert.Equal(["new@narrow.test"], await NamesAsync(name, "--since", "1h"));
        Assert.Equal(["old@narrow.test"], await NamesAsync(name, "--until", "1h"));
        Assert.Equal(["old@narrow.test"], await NamesAsync(name, "--search", "+45123"));
        Assert.Equal(["over@narrow.test"], await NamesAsync(name, "--resolved"));
        Assert.Equal(3, (await NamesAsync(name, "--all")).Length);
        Assert.Equal(2, (await ops.RunAsync("errors", "list", "--reason-code", "no_such_reason")).Code);
    }

    [Fact]
    public async Task A_long_list_is_read_page_by_page_without_a_gap_or_a_repetition()
    {
        var (name, organisation) = await ops.OrganisationAsync("Pages");
        // The same moment for all: the id decides.
        for (var i = 0; i < 7; i++)
            await ops.ExecuteAsync($"INSERT INTO provisioning.sync_errors (id, organisation_id, scim_user_id, severity, reason, user_name, raised_at) VALUES (gen_random_uuid(), '{organisation}', gen_random_uuid(), 'error', 'email_in_use', 'p{i}', '2026-01-01Z')");
        var seen = new List<string>();

        for (string? next = ""; next is not null;)
        {
            var (_, output, error) = await ops.RunAsync(["errors", "list", name, "--limit", "3", "--json", .. next.Length > 0 ? new[] { "--after", next } : []]);
            seen.AddRange(System.Text.Json.JsonDocument.Parse(output).RootElement.EnumerateArray().Select(one => one.GetProperty("userName").GetString()!));
            next = error.Contains("--after ", StringComparison.Ordinal) ? error.Split("--after ")[1].Trim() : null;
        }

        Assert.Equal(["p0", "p1", "p2", "p3", "p4", "p5", "p6"], seen.Order());
        var first = await ops.JsonAsync("errors", "list", name, "--limit", "3");
        var second = await ops.JsonAsync("errors", "list", name, "--limit", "4", "--after", first[2].GetProperty("id").GetString()!);
        Assert.Equal(seen, first.EnumerateArray().Concat(second.EnumerateArray()).Select(one => one.GetProperty("userName").GetString()));
        Assert.Contains("There is no sync error", await ops.ErrorAsync("errors", "list", "--after", Guid.NewGuid().ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_guards_formulas_and_is_audited_without_what_was_searched_for()
    {
        var (name, organisation) = await ops.OrganisationAsync("Exporting");
        await ops.SyncErrorAsync(organisation, Guid.NewGuid(), "=cmd()@evil.test", value: "+45 1,2");

        var csv = await ops.TextAsync("errors", "export", "-", "--organisation", name, "--search", "evil", "--actor", "alice");

        Assert.Contains("'=cmd()@evil.test", csv, StringComparison.Ordinal);
        Assert.Contains("\"'+45 1,2\"", csv, StringComparison.Ordinal);
        Assert.Contains("Another active account of your organisation has the same e-mail address.", csv, StringComparison.Ordinal);
        Assert.Equal(2, csv.TrimEnd().Split('\n').Length);
        var record = Assert.Single((await ops.JsonAsync("audit", "list", "--action", "sync-errors.exported", "--subject", $"organisation:{organisation}")).EnumerateArray());
        Assert.Equal("alice", record.GetProperty("actor").GetString());
        Assert.DoesNotContain("evil", record.ToString(), StringComparison.Ordinal);
        Assert.Single((await ops.TextAsync("errors", "export", "-", "--organisation", name, "--resolved")).TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Some_or_all_are_tried_again_once_a_user_and_audited()
    {
        var (name, organisation) = await ops.OrganisationAsync("Again");
        var (first, second) = (await ops.UserAsync(organisation, "one@again.test", version: 4), await ops.UserAsync(organisation, "two@again.test", version: 7));
        await ops.DecidedAsync(organisation, first, 4, "email_in_use");
        var error = await ops.SyncErrorAsync(organisation, first, "one@again.test");
        await ops.SyncErrorAsync(organisation, second, "two@again.test", "mobile_in_use");
        await ops.SyncErrorAsync(organisation, Guid.NewGuid(), "forgotten@again.test", "no_identifier");
        await ops.SyncErrorAsync(organisation, second, "two@again.test", "no_identifier", resolved: true);

        Assert.Contains("Say which", await ops.ErrorAsync("errors", "try-again"), StringComparison.Ordinal);
        Assert.Equal(3, (await ops.JsonAsync("errors", "try-again", "--organisation", name, "--dry-run")).GetProperty("matched").GetInt32());
        Assert.Empty(await QueuedAsync());
        await ops.JsonAsync("errors", "try-again", error.ToString(), "--actor", "alice", "--reason", "mended");
        Assert.Equal([(first, 4L)], await QueuedAsync());
        await ops.ExecuteAsync("DELETE FROM provisioning.outbox");
        var all = await ops.JsonAsync("errors", "try-again", "--organisation", name);

        Assert.Equal((3, 2), (all.GetProperty("matched").GetInt32(), all.GetProperty("queued").GetInt32()));
        Assert.Equal(new[] { (first, 4L), (second, 7L) }.Order(), (await QueuedAsync()).Order());
        // Even what was applied is decided on anew.
        Assert.Equal("", await ops.ScalarAsync<string>($"SELECT region FROM provisioning.user_states WHERE scim_user_id = '{first}'"));
        var record = Assert.Single((await ops.JsonAsync("audit", "list", "--subject", $"sync-error:{error}")).EnumerateArray());
        Assert.Equal(
            ("alice", "mended", 1),
            (record.GetProperty("actor").GetString(), record.GetProperty("details").GetProperty("reason").GetString(), record.GetProperty("details").GetProperty("users").GetInt32()));

        async Task<(Guid User, long Version)[]> QueuedAsync() =>
            [.. (await ops.ScalarAsync<string[]>($"SELECT coalesce(array_agg(concat(subject_id, ' ', version)), '{"{}"}') FROM provisioning.outbox WHERE organisation_id = '{organisation}'"))
                .Select(row => (Guid.Parse(row.Split(' ')[0]), long.Parse(row.Split(' ')[1])))];
    }

    [Fact]
    public async Task Many_are_tried_again_in_steps_each_after_the_one_before_was_published()
    {
        await using var own = new OpsServers();
        await own.InitializeAsync();
        var (name, organisation) = await own.OrganisationAsync("Many");
        const int Users = (2 * UserReapply.StepSize) + 1;
        await own.ExecuteAsync($"""
            INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, user_name, user_name_key, document)
            SELECT '{organisation}', gen_random_uuid(), 1, now(), now(), n::text, n::text, '{"{}"}' FROM generate_series(1, {Users}) AS n;
            INSERT INTO provisioning.sync_errors (id, organisation_id, scim_user_id, severity, reason, user_name, raised_at)
            SELECT gen_random_uuid(), organisation_id, id, 'error', 'email_in_use', user_name, now() FROM scim.users
            """);

        var trying = own.JsonAsync("errors", "try-again", "--organisation", name);
        long published = 0;
        while (!trying.IsCompleted)
        {
            var taken = await own.ScalarAsync<long>("WITH taken AS (DELETE FROM provisioning.outbox RETURNING id) SELECT count(*) FROM taken");
            Assert.True(taken <= UserReapply.StepSize);
            published += taken;
        }
        published += await own.ScalarAsync<long>("SELECT count(*) FROM provisioning.outbox");

        Assert.Equal((Users, Users), ((await trying).GetProperty("queued").GetInt32(), (int)published));
        Assert.Single((await own.JsonAsync("audit", "list", "--action", "sync-errors.tried-again")).EnumerateArray());
    }

    async Task<string[]> NamesAsync(params string[] arguments) =>
        [.. (await ops.JsonAsync(["errors", "list", .. arguments])).EnumerateArray().Select(one => one.GetProperty("userName").GetString()!)];
}
