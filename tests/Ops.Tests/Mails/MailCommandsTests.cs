using Blink.Pipeline.Ops.Tests.Fixtures;

namespace Blink.Pipeline.Ops.Tests.Mails;

public sealed class MailCommandsTests(OpsServers ops) : IClassFixture<OpsServers>
{
    [Fact]
    public async Task All_kinds_are_one_list_and_what_failed_is_sent_again()
    {
        var (name, organisation) = await ops.OrganisationAsync("Mails");
        var account = await ops.AccountAsync(organisation, null, "Ane", "Berg", $"{organisation:N}@mails.test", "M-1");
        var (digest, alert, invite) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await ops.ExecuteAsync($$"""
            INSERT INTO notification.digests (id, organisation_id, status, opened_at, next_attempt_at, attempts, error_count, last_error, recipient, message_id, finished_at)
            VALUES ('{{digest}}', '{{organisation}}', 'failed', now() - interval '3 hours', now(), 2, 1, '550 no', 'it@mails.test', 'm', now());
            INSERT INTO notification.sync_errors (sync_error_id, organisation_id, noticed_at, told_in) VALUES (gen_random_uuid(), '{{organisation}}', now(), '{{digest}}');
            INSERT INTO notification.sync_alerts (id, organisation_id, kind, facts, opened_at, status, next_attempt_at, recipient, message_id)
            VALUES ('{{alert}}', '{{organisation}}', 'silent', '{}', now() - interval '2 hours', 'failed', now(), 'it@mails.test', 'm');
            INSERT INTO operations.invites (id, organisation_id, account_id, actor, pressed_at) VALUES ('{{invite}}', '{{organisation}}', '{{account}}', 'alice', now() - interval '1 hour');
            INSERT INTO notification.invitations (invite_id, organisation_id, account_id, status, noticed_at, next_attempt_at, attempts, recipient, message_id, finished_at)
            VALUES ('{{invite}}', '{{organisation}}', '{{account}}', 'failed', now(), now(), 1, 'x@mails.test', 'm', now())
            """);

        var all = (await ops.JsonAsync("mails", "list", name)).EnumerateArray().ToList();

        Assert.Equal(["invite", "alert", "digest"], all.Select(mail => mail.GetProperty("kind").GetString()));
        Assert.Equal("1 error, 0 warnings, 0 resolved", all[2].GetProperty("about").GetString());
        Assert.Equal("digest", Assert.Single((await ops.JsonAsync("mails", "list", name, "--kind", "digest", "--status", "failed")).EnumerateArray()).GetProperty("kind").GetString());
        Assert.Equal(2, (await ops.JsonAsync("mails", "list", name, "--since", "150m")).GetArrayLength());
        Assert.Contains("550 no", await ops.TextAsync("mails", "list", name), StringComparison.Ordinal);

        await ops.TextAsync("mails", "retry", digest.ToString());
        await ops.TextAsync("mails", "retry", invite.ToString(), "--actor", "bob");
        Assert.Equal(1L, await ops.ScalarAsync<long>($"SELECT count(*) FROM operations.digest_retries WHERE digest_id = '{digest}'"));
        Assert.Equal("bob", await ops.ScalarAsync<string>($"SELECT actor FROM operations.invites WHERE account_id = '{account}' ORDER BY pressed_at DESC LIMIT 1"));
        Assert.Contains("goes out by itself", await ops.ErrorAsync("mails", "retry", alert.ToString()), StringComparison.Ordinal);
        Assert.Contains("There is no mail", await ops.ErrorAsync("mails", "retry", Guid.NewGuid().ToString()), StringComparison.Ordinal);
        var unsent = (await ops.JsonAsync("mails", "list", name, "--status", "unpublished"))[0].GetProperty("id").GetString()!;
        Assert.Contains("only a failed one", await ops.ErrorAsync("mails", "retry", unsent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invite_that_failed_is_sent_again_once_and_its_successor_again_when_that_fails_too()
    {
        var (name, organisation) = await ops.OrganisationAsync("Again");
        var account = await ops.AccountAsync(organisation, null, "Bo", "Dahl", $"{organisation:N}@again.test", "A-1");
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await FailedInviteAsync(organisation, account, first, "2 hours");
        Assert.Equal(first, Assert.Single((await ops.JsonAsync("invites", "list", name, "--failed")).EnumerateArray()).GetProperty("id").GetGuid());

        await FailedInviteAsync(organisation, account, second, "1 hour");

        Assert.Contains("a later invite took its place", await ops.ErrorAsync("mails", "retry", first.ToString()), StringComparison.Ordinal);
        Assert.Equal(
            [(second, "failed"), (first, "superseded")],
            (await ops.JsonAsync("mails", "list", name)).EnumerateArray().Select(mail => (mail.GetProperty("id").GetGuid(), mail.GetProperty("status").GetString()!)));
        Assert.Equal(["failed", "superseded"], (await ops.JsonAsync("invites", "list", name)).EnumerateArray().Select(invite => invite.GetProperty("status").GetString()));
        Assert.Equal(second, Assert.Single((await ops.JsonAsync("invites", "list", name, "--failed")).EnumerateArray()).GetProperty("id").GetGuid());
        await ops.TextAsync("mails", "retry", second.ToString());
        Assert.Equal(2, (await ops.JsonAsync("mails", "list", name, "--status", "superseded")).GetArrayLength());
        Assert.Empty((await ops.JsonAsync("invites", "list", name, "--failed")).EnumerateArray());
    }

    Task FailedInviteAsync(Guid organisation, Guid account, Guid invite, string ago) => ops.ExecuteAsync($"""
        INSERT INTO operations.invites (id, organisation_id, account_id, actor, pressed_at) VALUES ('{invite}', '{organisation}', '{account}', 'alice', now() - interval '{ago}');
        INSERT INTO notification.invitations (invite_id, organisation_id, account_id, status, noticed_at, next_attempt_at, attempts, recipient, message_id, finished_at)
        VALUES ('{invite}', '{organisation}', '{account}', 'failed', now(), now(), 1, 'x@again.test', 'm', now())
        """);
}
