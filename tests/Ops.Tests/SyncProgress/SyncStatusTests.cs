namespace Blink.Pipeline.Ops.Tests.SyncProgress;

public sealed class SyncStatusTests(OpsServers ops) : IClassFixture<OpsServers>
{
    [Fact]
    public async Task Every_user_is_applied_rejected_or_pending()
    {
        var organisation = (await ops.JsonAsync("organisations", "create", "Status", "--tier", "enterprise")).GetProperty("id").GetGuid();
        var users = Enumerable.Range(0, 6).Select(_ => Guid.NewGuid()).ToArray();
        for (var i = 0; i < users.Length; i++)
            await ops.ExecuteAsync($$"""
                INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, deleted_at, user_name, user_name_key, document)
                VALUES ('{{organisation}}', '{{users[i]}}', 2, now(), now() - interval '1 hour', {{(i == 0 ? "now()" : "NULL")}}, 'u{{i}}', 'u{{i}}', '{}')
                """);
        await StateAsync(organisation, users[0], 2, "applied", null);
        await StateAsync(organisation, users[1], 3, "applied", null);
        await StateAsync(organisation, users[2], 2, "rejected", "email_in_use");
        await StateAsync(organisation, users[3], 1, "applied", null);
        await StateAsync(organisation, users[4], 1, "rejected", "email_in_use");

        var status = (await ops.JsonAsync("sync", "status", "status")).GetProperty("organisations")[0];

        Assert.Equal(
            (6, 1, 2, 1, 3),
            (Number("users"), Number("deleted"), Number("applied"), Number("rejected"), Number("pending")));
        Assert.Equal(1, status.GetProperty("rejectedByReason").GetProperty("email_in_use").GetInt64());
        Assert.InRange(status.GetProperty("slowestPendingSeconds").GetDouble(), 3590, 3700);
        Assert.Contains("email_in_use 1", await ops.TextAsync("sync", "status"), StringComparison.Ordinal);

        long Number(string name) => status.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task Sync_errors_are_listed_until_they_are_resolved()
    {
        var organisation = (await ops.JsonAsync("organisations", "create", "Errors", "--tier", "enterprise")).GetProperty("id").GetGuid();
        await ops.ExecuteAsync($"""
            INSERT INTO provisioning.sync_errors (id, organisation_id, scim_user_id, severity, reason, user_name, value, raised_at, resolved_at)
            VALUES
                (gen_random_uuid(), '{organisation}', gen_random_uuid(), 'error', 'email_in_use', 'open@errors.test', 'x@errors.test', now(), NULL),
                (gen_random_uuid(), '{organisation}', gen_random_uuid(), 'error', 'mobile_in_use', 'over@errors.test', NULL, now(), now())
            """);

        var open = Assert.Single((await ops.JsonAsync("errors", "list", "Errors")).EnumerateArray());
        Assert.Equal("open@errors.test", open.GetProperty("userName").GetString());
        Assert.Equal(2, (await ops.JsonAsync("errors", "list", "Errors", "--all")).GetArrayLength());
        Assert.Contains("x@errors.test", await ops.TextAsync("errors", "list"), StringComparison.Ordinal);
    }

    Task StateAsync(Guid organisation, Guid user, int version, string outcome, string? reason) => ops.ExecuteAsync($"""
        INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, reason, decided_at)
        VALUES ('{user}', '{organisation}', {version}, '{outcome}', {(reason is null ? "NULL" : $"'{reason}'")}, now())
        """);
}
