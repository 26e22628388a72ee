using System.CommandLine;
using System.Text.Json;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.Tests.Fixtures;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Ops.Tests.Users;

public sealed class UserCommandsTests(OpsServers ops) : IClassFixture<OpsServers>
{
    const string Document = """
        {"userName": "x", "active": true, "title": "Engineer", "name": {"givenName": "Ane", "familyName": "Berg"},
         "emails": [{"type": "work", "value": "ane@story.test"}]}
        """;

    [Theory]
    [InlineData("ane søb")]
    [InlineData("Søbirk")]
    [InlineData("søbirk, a")]
    [InlineData("Søbirk Ane")]
    [InlineData("ANE.S@search.test")]
    [InlineData("ane.s")]
    [InlineData("se-17")]
    [InlineData("ext-Login.Ane@search.test")]
    [InlineData("login.ANE@search.test")]
    public async Task A_person_is_found_by_what_she_is_called_or_known_by(string text)
    {
        var (name, organisation) = await ops.OrganisationAsync("Search");
        var user = await ops.UserAsync(organisation, "Login.Ane@search.test");
        await ops.DecidedAsync(organisation, user);
        await ops.AccountAsync(organisation, user, "Ane", "Søbirk", $"ane.s@search.test", "SE-17");
        await ops.AccountAsync(organisation, null, "Bo", "Sønderby", "bo@search.test", "SE-99");

        var hit = Assert.Single((await ops.JsonAsync("users", "search", text, "--organisation", name)).EnumerateArray());

        Assert.Equal((user, "applied", "Ane Søbirk"), (hit.GetProperty("scimUserId").GetGuid(), hit.GetProperty("state").GetString(), hit.GetProperty("name").GetString()));
        await ops.ExecuteAsync($"DELETE FROM provisioning.accounts WHERE organisation_id = '{organisation}'");
    }

    [Fact]
    public async Task People_of_other_organisations_do_not_crowd_out_those_who_are_asked_for()
    {
        var crowd = (await ops.OrganisationAsync("Crowd")).Id;
        for (var i = 0; i < 5; i++)
            await ops.AccountAsync(crowd, null, "Zoe", $"Aa{i}", $"zoe{i}@crowd.test", $"ZZ-{i}");
        var (name, organisation) = await ops.OrganisationAsync("Alone");
        var account = await ops.AccountAsync(organisation, null, "Zoe", "Zz", "zoe@alone.test", "ZZ-9");

        var hit = Assert.Single((await ops.JsonAsync("users", "search", "zoe", "--organisation", name, "--limit", "2")).EnumerateArray());

        Assert.Equal(account, hit.GetProperty("accountId").GetGuid());
        var (_, cut, note) = await ops.RunAsync("users", "search", "zoe", "--limit", "2", "--json");
        Assert.Equal(2, JsonDocument.Parse(cut).RootElement.GetArrayLength());
        Assert.Contains("There may be more", note, StringComparison.Ordinal);
        Assert.Empty((await ops.RunAsync("users", "search", "zoe", "--organisation", name)).Error);
    }

    [Fact]
    public async Task Who_has_no_account_is_found_by_id_and_by_the_error()
    {
        var (name, organisation) = await ops.OrganisationAsync("Accountless");
        var user = await ops.UserAsync(organisation, "rejected@accountless.test");
        await ops.DecidedAsync(organisation, user, reason: "email_in_use");
        await ops.SyncErrorAsync(organisation, user, "rejected@accountless.test");
        var unmanaged = await ops.AccountAsync(organisation, null, "Una", "Managed", "una@accountless.test", "U-1");

        foreach (var text in new[] { user.ToString(), "accountless.test" })
            Assert.Equal("rejected", Assert.Single((await ops.JsonAsync("users", "search", text, "--organisation", name)).EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal("unmanaged", Assert.Single((await ops.JsonAsync("users", "search", unmanaged.ToString())).EnumerateArray()).GetProperty("state").GetString());
        Assert.Contains("fits too many", await ops.ErrorAsync("users", "search", "x"), StringComparison.Ordinal);
        Assert.Contains("Nobody is called so", await ops.TextAsync("users", "search", "100%_sure"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_story_tells_versions_differences_errors_mails_and_letters()
    {
        var (_, organisation) = await ops.OrganisationAsync("Story");
        var user = await ops.UserAsync(organisation, "ane@story.test", version: 3, document: Document, age: 60);
        await ops.DecidedAsync(organisation, user, 2);
        var account = await ops.AccountAsync(organisation, user, "Anne", "Berg", "ane@story.test", "S-1");
        var (error, digest) = (await ops.SyncErrorAsync(organisation, user, "ane@story.test", resolved: true), Guid.NewGuid());
        await ops.ExecuteAsync($"""
            INSERT INTO scim.publications VALUES ('{user}', 1, now() - interval '3 minutes', now() - interval '2 minutes'), ('{user}', 2, now() - interval '2 minutes', now() - interval '1 minute');
            INSERT INTO scim.outbox (organisation_id, scim_user_id, version) VALUES ('{organisation}', '{user}', 3);
            INSERT INTO notification.digests (id, organisation_id, status, opened_at, next_attempt_at, attempts, recipient, message_id, finished_at)
            VALUES ('{digest}', '{organisation}', 'sent', now(), now(), 1, 'it@story.test', 'm', now());
            INSERT INTO notification.sync_errors (sync_error_id, organisation_id, noticed_at, told_in) VALUES ('{error}', '{organisation}', now(), '{digest}');
            INSERT INTO operations.dead_letters (fingerprint, queue, subject_id, properties, headers, body, cause, group_key, failed_at, collected_at, replay_count, status_at)
            VALUES ('story', 'apply-user_error', '{user}', '{"{}"}', '{"{}"}', '', 'fault', 'g', now(), now(), 0, now())
            """);
        await ops.TextAsync("invites", "resend", account.ToString(), "--organisation", organisation.ToString());

        var story = await ops.JsonAsync("users", "show", user.ToString(), "--actor", "alice");

        Assert.Equal(("pending", 3), (story.GetProperty("state").GetString(), story.GetProperty("version").GetInt32()));
        var versions = story.GetProperty("versions").EnumerateArray().ToList();
        Assert.Equal([3, 2, 1], versions.Select(version => version.GetProperty("version").GetInt32()));
        Assert.Equal(JsonValueKind.Null, versions[0].GetProperty("publishedAt").ValueKind);
        Assert.Equal(JsonValueKind.String, versions[1].GetProperty("publishedAt").ValueKind);
        Assert.Equal("applied", Assert.Single(versions[1].GetProperty("decisions").EnumerateArray()).GetProperty("outcome").GetString());
        Assert.Equal(["first_name", "employee_id", "job_title"], story.GetProperty("differences").EnumerateArray().Select(one => one.GetProperty("field").GetString()));
        Assert.Equal(account, story.GetProperty("account").GetProperty("id").GetGuid());
        Assert.Equal("mailed", Assert.Single(story.GetProperty("mails").EnumerateArray()).GetProperty("status").GetString());
        Assert.Single(story.GetProperty("errors").EnumerateArray());
        Assert.Single(story.GetProperty("invites").EnumerateArray());
        Assert.Single(story.GetProperty("letters").EnumerateArray());
        var record = Assert.Single((await ops.JsonAsync("audit", "list", "--action", "user.viewed", "--subject", $"user:{user}")).EnumerateArray());
        Assert.Equal("alice", record.GetProperty("actor").GetString());
        Assert.DoesNotContain("story.test", record.ToString(), StringComparison.Ordinal);
        var text = await ops.TextAsync("users", "show", user.ToString());
        Assert.All(["differs", "not decided on yet", "a later version was decided on"], words => Assert.Contains(words, text, StringComparison.Ordinal));
        Assert.Contains("There is no SCIM user", await ops.ErrorAsync("users", "show", Guid.NewGuid().ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_story_that_is_watched_is_one_look()
    {
        var (_, organisation) = await ops.OrganisationAsync("Watched");
        var user = await ops.UserAsync(organisation, "before@watched.test");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new StringWriter();
        var writer = TextWriter.Synchronized(output);
        var watching = OpsCommandLine.RunAsync(
            ["users", "show", user.ToString(), "--watch", "1", .. ops.Addresses], new InvocationConfiguration { Output = writer, Error = writer }, stop.Token);
        await ShowsAsync("before@watched.test");

        await ops.ExecuteAsync($"UPDATE scim.users SET user_name = 'after@watched.test' WHERE id = '{user}'");
        await ShowsAsync("after@watched.test");
        await stop.CancelAsync();

        Assert.Equal(0, await watching);
        Assert.Single((await ops.JsonAsync("audit", "list", "--action", "user.viewed", "--subject", $"user:{user}")).EnumerateArray());

        Task ShowsAsync(string text) => Eventually.HoldsAsync(() =>
        {
            // What a synchronized writer itself locks.
            lock (writer)
                return Task.FromResult(output.ToString().Contains(text, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task What_was_decided_on_last_is_told_though_its_history_is_over()
    {
        var (_, organisation) = await ops.OrganisationAsync("Old story");
        var user = await ops.UserAsync(organisation, "old@story.test", version: 2);
        await ops.DecidedAsync(organisation, user, 2);
        await ops.ExecuteAsync($"""
            DELETE FROM provisioning.decisions WHERE scim_user_id = '{user}';
            INSERT INTO scim.publications VALUES ('{user}', 1, now(), now()), ('{user}', 2, now(), now())
            """);

        var versions = (await ops.JsonAsync("users", "show", user.ToString())).GetProperty("versions").EnumerateArray().ToList();

        Assert.Equal("applied", Assert.Single(versions[0].GetProperty("decisions").EnumerateArray()).GetProperty("outcome").GetString());
        Assert.Empty(versions[1].GetProperty("decisions").EnumerateArray());
    }

    [Fact]
    public async Task With_the_worker_away_no_version_gave_way_to_another()
    {
        var (_, organisation) = await ops.OrganisationAsync("Waiting story");
        var user = await ops.UserAsync(organisation, "waiting@story.test", version: 3);
        await ops.ExecuteAsync($"INSERT INTO scim.publications VALUES ('{user}', 1, now(), now()), ('{user}', 2, now(), now()), ('{user}', 3, now(), now())");

        var text = await ops.TextAsync("users", "show", user.ToString());

        Assert.Equal(4, text.Split("not decided on yet").Length);
        Assert.DoesNotContain("a later version", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_again_queues_the_newest_version_and_is_audited()
    {
        var (_, organisation) = await ops.OrganisationAsync("Reapply");
        var user = await ops.UserAsync(organisation, "again@reapply.test", version: 5);
        await ops.DecidedAsync(organisation, user, 5);

        await ops.JsonAsync("users", "apply-again", user.ToString(), "--actor", "bob", "--reason", "asked for");

        Assert.Equal(5L, await ops.ScalarAsync<long>($"SELECT version FROM provisioning.outbox WHERE subject_id = '{user}' AND message_type = 'ApplyUser'"));
        var record = Assert.Single((await ops.JsonAsync("audit", "list", "--subject", $"user:{user}")).EnumerateArray());
        Assert.Equal(("bob", "user.applied-again"), (record.GetProperty("actor").GetString(), record.GetProperty("action").GetString()));
        Assert.Contains("There is no SCIM user", await ops.ErrorAsync("users", "apply-again", Guid.NewGuid().ToString()), StringComparison.Ordinal);
    }
}
