using Blink.Pipeline.Ops.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

/// <summary>A dry run says what each message would do now, and it is right: what the workers would do is in the journeys.</summary>
public sealed class ReplayForecastTests : IAsyncLifetime
{
    readonly OpsServers ops = new();
    Guid organisation;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await ops.InitializeAsync();
        organisation = (await ops.JsonAsync("organisations", "create", "Contoso", "--tier", "enterprise")).GetProperty("id").GetGuid();
    }

    public ValueTask DisposeAsync() => ops.DisposeAsync();

    [Theory]
    [InlineData(9, false, "applied", 9, "superseded", "Version 9 is applied since, and it asks for version 7")]
    [InlineData(7, false, "applied", 7, "superseded", "Version 7 is applied since")]
    [InlineData(9, false, "applied", 6, "appliesVersion", "would apply version 9.")]
    [InlineData(7, false, null, 0, "appliesVersion", "would apply version 7.")]
    [InlineData(8, true, "applied", 6, "appliesVersion", "by which the user is deleted")]
    [InlineData(8, false, "rejected", 8, "appliesVersion", "Version 8 was rejected (email_in_use): a replay would try it again")]
    [InlineData(8, false, "rejected", 7, "appliesVersion", "would apply version 8")]
    public async Task A_command_is_compared_with_what_was_applied_since(
        int desired, bool deleted, string? outcome, int decided, string verdict, string sentence)
    {
        var user = await UserAsync(desired, deleted);
        if (outcome is not null)
        {
            await ops.ExecuteAsync($"""
                INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, reason, decided_at)
                VALUES ('{user}', '{organisation}', {decided}, '{outcome}', {(outcome == "rejected" ? "'email_in_use'" : "NULL")}, now())
                """);
        }

        await StoreAsync(Deliveries.Of(body: Deliveries.ApplyUserBody(organisation, user)));

        await ForetoldAsync(verdict, sentence);
        var subject = (await ops.JsonAsync("dead-letters", "show", "1")).GetProperty("subject");
        Assert.Equal((user, 7, desired), (subject.GetProperty("scimUserId").GetGuid(), subject.GetProperty("commandVersion").GetInt32(), subject.GetProperty("desiredVersion").GetInt32()));
    }

    [Fact]
    public async Task What_would_fail_again_is_told_apart_from_what_would_work()
    {
        await StoreAsync(
            Deliveries.Of(body: Deliveries.ApplyUserBody(organisation, Guid.NewGuid())),
            Deliveries.Of(body: Deliveries.ApplyUserBody(Guid.NewGuid(), await UserAsync(7))),
            Deliveries.Of(body: "{ poison"),
            Deliveries.Of(body: $$"""{"organisationId":"{{organisation}}","scimUserId":"{{Guid.NewGuid()}}"}"""),
            Deliveries.Of(headers: Deliveries.FaultHeaders(queue: "payroll")),
            Deliveries.Of(Names.DeadLetters, headers: []),
            Deliveries.Of(body: Deliveries.ApplyUserBody(organisation, Guid.NewGuid()), headers: new(Deliveries.FaultHeaders()) { ["MT-MessageType"] = "urn:message:Other:Thing" }));

        var preview = await ops.JsonAsync("dead-letters", "replay", "--all", "--dry-run");

        Assert.Equal((7, 5), (preview.GetProperty("matched").GetInt32(), preview.GetProperty("replayable").GetInt32()));
        Assert.Equal(
            ["userGone", "organisationGone", "unreadable", "unreadable", "cannotBePublished", "cannotBePublished", "unknownType"],
            preview.GetProperty("letters").EnumerateArray().Select(letter => letter.GetProperty("verdict").GetString()!));
        Assert.Equal(
            new HashSet<string> { "userGone 1", "organisationGone 1", "unreadable 2", "cannotBePublished 2", "unknownType 1" },
            preview.GetProperty("verdicts").EnumerateArray().Select(count => $"{count.GetProperty("verdict")} {count.GetProperty("count")}").ToHashSet());
        Assert.Contains("fail again: it cannot be read", await ops.TextAsync("dead-letters", "replay", "--all", "--dry-run"), StringComparison.Ordinal);
        var oldest = await ops.JsonAsync("dead-letters", "replay", "--all", "--limit", "2", "--dry-run");
        Assert.Equal([1L, 2L], oldest.GetProperty("letters").EnumerateArray().Select(letter => letter.GetProperty("id").GetInt64()));
    }

    [Theory]
    [InlineData(false, false, false, "forgotten")]
    [InlineData(true, false, false, "tellsOrganisation")]
    [InlineData(true, false, true, "toldAlready")]
    [InlineData(true, true, true, "tellsOrganisation")]
    public async Task A_sync_error_is_told_once(bool exists, bool resolved, bool noted, string verdict)
    {
        var (error, user) = (Guid.NewGuid(), await UserAsync(3));
        if (exists)
        {
            await ops.ExecuteAsync($"""
                INSERT INTO provisioning.sync_errors (id, organisation_id, scim_user_id, severity, reason, user_name, raised_at, resolved_at)
                VALUES ('{error}', '{organisation}', '{user}', 'error', 'email_in_use', 'x', now(), {(resolved ? "now()" : "NULL")})
                """);
        }
        if (noted)
        {
            await ops.ExecuteAsync($"""
                INSERT INTO notification.sync_errors (sync_error_id, organisation_id, noticed_at) VALUES ('{error}', '{organisation}', now())
                """);
        }
        await StoreAsync(Deliveries.Of(
            "notify-sync-errors_error",
            $$"""{"organisationId":"{{organisation}}","syncErrorId":"{{error}}"}""",
            new(Deliveries.FaultHeaders(queue: Names.NotifySyncErrors)) { ["MT-MessageType"] = "urn:message:Blink.Pipeline.Contracts:SyncErrorRaised" }));

        await ForetoldAsync(verdict, "");
        if (exists)
            Assert.Equal(user, (await ops.JsonAsync("dead-letters", "show", "1")).GetProperty("subject").GetProperty("scimUserId").GetGuid());
    }

    [Theory]
    [InlineData(null, "sendsInvite", "would send it")]
    [InlineData("pending", "invitedAlready", "its mail: pending")]
    public async Task An_invite_is_mailed_once(string? status, string verdict, string sentence)
    {
        var invite = Guid.NewGuid();
        if (status is not null)
        {
            await ops.ExecuteAsync($"""
                INSERT INTO notification.invitations (invite_id, organisation_id, account_id, status, noticed_at, next_attempt_at)
                VALUES ('{invite}', '{organisation}', gen_random_uuid(), '{status}', now(), now())
                """);
        }
        await StoreAsync(Deliveries.Of(
            "send-invite_error",
            $$"""{"organisationId":"{{organisation}}","accountId":"{{Guid.NewGuid()}}","inviteId":"{{invite}}"}""",
            new(Deliveries.FaultHeaders(queue: Names.SendInvite)) { ["MT-MessageType"] = "urn:message:Blink.Pipeline.Contracts:SendInvite" }));

        await ForetoldAsync(verdict, sentence);
    }

    [Fact]
    public async Task A_letter_tells_its_tries_its_host_and_its_other_lives()
    {
        var headers = Deliveries.FaultHeaders();
        headers["MT-Redelivery-Count"] = "2";
        headers["MT-Host-ProcessName"] = "dotnet";
        headers["x-death"] = new List<object?>
        {
            new Dictionary<string, object?> { ["queue"] = "apply-user", ["reason"] = "delivery_limit", ["count"] = 1L, ["time"] = 1_700_000_000L },
        };
        await StoreAsync(Deliveries.Of(headers: headers, body: """{"b":{"c":"é"}}"""));
        foreach (var before in new[] { 1L, 2L })
            await StoreAsync(Deliveries.Of(headers: new(Deliveries.FaultHeaders()) { ["x-replay-of"] = before, ["x-replay-count"] = before }));
        // A header may say anything.
        await StoreAsync(Deliveries.Of(headers: new(Deliveries.FaultHeaders()) { ["x-replay-of"] = 4L }));

        var first = await ops.JsonAsync("dead-letters", "show", "1");

        Assert.Equal(
            ["tried 4 ", "redelivered 2 ", "returned 1 ", "dead-lettered 1 delivery_limit"],
            first.GetProperty("attempts").EnumerateArray().Select(one => $"{one.GetProperty("what").GetString()} {one.GetProperty("times")} {one.GetProperty("reason").GetString()}"));
        Assert.Equal(("worker-1", "dotnet"), (first.GetProperty("host").GetProperty("machine").GetString(), first.GetProperty("host").GetProperty("process").GetString()));
        Assert.Equal("{\n  \"b\": {\n    \"c\": \"é\"\n  }\n}", first.GetProperty("prettyBody").GetString()!.ReplaceLineEndings("\n"));
        Assert.Equal(2, first.GetProperty("cameBackAs").GetInt64());
        foreach (var id in new[] { "1", "2", "3" })
        {
            var lives = (await ops.JsonAsync("dead-letters", "show", id)).GetProperty("lives");
            Assert.Equal([1L, 2L, 3L], lives.EnumerateArray().Select(life => life.GetProperty("id").GetInt64()));
        }
        Assert.Equal(4L, Assert.Single((await ops.JsonAsync("dead-letters", "show", "4")).GetProperty("lives").EnumerateArray()).GetProperty("id").GetInt64());
        var text = await ops.TextAsync("dead-letters", "show", "2");
        Assert.Contains("Lives of this message", text, StringComparison.Ordinal);
        Assert.Equal(2, (await ops.JsonAsync("dead-letters", "list", "--replays", "1")).GetArrayLength());
    }

    [Theory]
    [InlineData("--organisation", "Contoso")]
    [InlineData("--cause", "skipped")]
    [InlineData("--search", "Letter-2")]
    [InlineData("--in-group", "cause=skipped")]
    [InlineData("--in-group", "hour=2026-11-20T08:00Z")]
    [InlineData("--since", "2026-11-20T08:00Z", "--until", "2026-11-20T09:00Z")]
    [InlineData("--before", "3", "--limit", "1")]
    public async Task A_list_is_narrowed_by_what_is_known_of_a_letter(params string[] options)
    {
        await StoreAsync(Deliveries.Of(messageId: "letter-1"));
        await StoreAsync(Deliveries.Of(
            "apply-user_skipped",
            Deliveries.ApplyUserBody(organisation, Guid.NewGuid()),
            new() { ["MT-Reason"] = "dead-letter", ["MT-Fault-Timestamp"] = "2026-11-20T08:30:00Z" },
            "letter-2"));
        await StoreAsync(Deliveries.Of(messageId: "letter-3"));

        var found = await ops.JsonAsync(["dead-letters", "list", .. options]);

        Assert.Equal("letter-2", Assert.Single(found.EnumerateArray()).GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task A_group_that_is_not_understood_is_a_wrong_usage()
    {
        var (code, _, error) = await ops.RunAsync("dead-letters", "list", "--in-group", "colour=red");

        Assert.Equal(2, code);
        Assert.Contains("--in-group takes one of failure, queue", error, StringComparison.Ordinal);
        Assert.Contains("Organisation", await ops.TextAsync("dead-letters", "list", "--group", "day", "--help"), StringComparison.OrdinalIgnoreCase);
    }

    async Task ForetoldAsync(string verdict, string sentence)
    {
        var preview = await ops.JsonAsync("dead-letters", "replay", "--all", "--dry-run");
        Assert.Equal(verdict, Assert.Single(preview.GetProperty("verdicts").EnumerateArray()).GetProperty("verdict").GetString());
        var shown = (await ops.JsonAsync("dead-letters", "show", "1")).GetProperty("forecast");
        Assert.Equal(verdict, shown.GetProperty("verdict").GetString());
        Assert.Contains(sentence, shown.GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    async Task<Guid> UserAsync(int version, bool deleted = false)
    {
        var user = Guid.NewGuid();
        await ops.ExecuteAsync($$"""
            INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, deleted_at, user_name, user_name_key, document)
            VALUES ('{{organisation}}', '{{user}}', {{version}}, now(), now(), {{(deleted ? "now()" : "NULL")}}, '{{user}}', '{{user}}', '{}')
            """);
        return user;
    }

    async Task StoreAsync(params Delivery[] deliveries) => Assert.Equal(
        deliveries.Length,
        await ops.Services.GetRequiredService<DeadLetterStore>().InsertAsync(
            [.. deliveries.Select(delivery => LetterReader.Read(delivery, DateTimeOffset.UnixEpoch))], Token));
}
