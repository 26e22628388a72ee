namespace Blink.Pipeline.Ops.Tests.Digests;

public sealed class DigestCommandsTests(OpsServers ops) : IClassFixture<OpsServers>
{
    [Fact]
    public async Task A_failed_digest_is_listed_with_the_servers_words_and_can_be_asked_for_again()
    {
        var organisation = (await ops.JsonAsync("organisations", "create", "Refused", "--tier", "enterprise", "--notification-email", "it@refused.test")).GetProperty("id").GetGuid();
        var digest = await DigestAsync(organisation, "failed", "'550 no such user'", "now()");
        await ErrorAsync(organisation, digest);

        var failed = Assert.Single((await ops.JsonAsync("digests", "list", "Refused", "--failed")).EnumerateArray());
        Assert.Equal(digest, failed.GetProperty("id").GetGuid());
        Assert.Equal("550 no such user", failed.GetProperty("lastError").GetString());
        Assert.Contains("550 no such user", await ops.TextAsync("digests", "list", "Refused"), StringComparison.Ordinal);

        await ops.TextAsync("digests", "retry", digest.ToString(), "--actor", "alice");
        await ops.TextAsync("digests", "retry", digest.ToString(), "--actor", "bob");

        Assert.Equal(1L, await ops.ScalarAsync<long>($"SELECT count(*) FROM operations.digest_retries WHERE digest_id = '{digest}'"));
        Assert.Equal(["bob", "alice"], (await ops.JsonAsync("audit", "list", "--subject", $"digest:{digest}")).EnumerateArray().Select(record => record.GetProperty("actor").GetString()));
    }

    [Fact]
    public async Task A_digest_whose_errors_a_later_one_tells_is_superseded_and_needs_nobody()
    {
        var organisation = (await ops.JsonAsync("organisations", "create", "Superseded", "--tier", "enterprise")).GetProperty("id").GetGuid();
        var digest = await DigestAsync(organisation, "failed", "'550'", "now()");

        Assert.Equal("superseded", Assert.Single((await ops.JsonAsync("digests", "list", "Superseded")).EnumerateArray()).GetProperty("status").GetString());
        Assert.Empty((await ops.JsonAsync("digests", "list", "Superseded", "--failed")).EnumerateArray());
        Assert.Contains("a later digest tells what it held", await ops.ErrorAsync("digests", "retry", digest.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organisation_without_an_address_is_shown_and_a_retry_says_what_it_needs()
    {
        var organisation = (await ops.JsonAsync("organisations", "create", "Unaddressed", "--tier", "enterprise")).GetProperty("id").GetGuid();
        var digest = await DigestAsync(organisation, "pending", "NULL", "NULL");

        Assert.Equal("unaddressed", Assert.Single((await ops.JsonAsync("digests", "list", "Unaddressed")).EnumerateArray()).GetProperty("status").GetString());
        Assert.Contains("organisations set --notification-email", await ops.ErrorAsync("digests", "retry", digest.ToString()), StringComparison.Ordinal);
        Assert.Contains("There is no digest", await ops.ErrorAsync("digests", "retry", Guid.NewGuid().ToString()), StringComparison.Ordinal);
    }

    async Task<Guid> DigestAsync(Guid organisation, string status, string error, string finishedAt)
    {
        var id = Guid.NewGuid();
        await ops.ExecuteAsync($"""
            INSERT INTO notification.digests (id, organisation_id, status, opened_at, next_attempt_at, attempts, last_error, recipient, message_id, finished_at)
            VALUES ('{id}', '{organisation}', '{status}', now(), now(), 1, {error}, 'it@refused.test', 'm', {finishedAt})
            """);
        return id;
    }

    Task ErrorAsync(Guid organisation, Guid digest) => ops.ExecuteAsync($"""
        INSERT INTO notification.sync_errors (sync_error_id, organisation_id, noticed_at, told_in)
        VALUES (gen_random_uuid(), '{organisation}', now(), '{digest}')
        """);
}
