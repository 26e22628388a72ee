namespace Blink.Pipeline.Ops.Tests.SyncProgress;

public sealed class SyncAlertsTests(OpsServers ops) : IClassFixture<OpsServers>
{
    [Fact]
    public async Task Alerts_are_listed_with_their_reason_and_flag_the_organisation()
    {
        var ill = (await ops.JsonAsync("organisations", "create", "Ill", "--tier", "enterprise")).GetProperty("id").GetGuid();
        await ops.JsonAsync("organisations", "create", "Well", "--tier", "enterprise", "--notification-email", "it@well.test");
        await ops.ExecuteAsync($$$"""
            INSERT INTO notification.sync_alerts (id, organisation_id, kind, token_id, days, facts, opened_at, closed_at, status, next_attempt_at)
            VALUES
                (gen_random_uuid(), '{{{ill}}}', 'silent', NULL, NULL, '{"lastCallAt":"2026-08-21T09:30:00+00:00","counts":null}', now(), NULL, 'pending', now()),
                (gen_random_uuid(), '{{{ill}}}', 'token_expires', gen_random_uuid(), 7, '{"tokenLabel":"Entra","expiresAt":"2026-09-01T00:00:00+00:00"}', now() - interval '1 day', NULL, 'pending', now()),
                (gen_random_uuid(), '{{{ill}}}', 'quarantine_near', NULL, NULL, '{"counts":{"events":6000,"clientErrors":2990,"serverErrors":10,"failures":3000}}', now() - interval '9 days', now(), 'pending', now())
            """);

        var open = await ops.JsonAsync("sync", "alerts", "ILL");
        var all = await ops.TextAsync("sync", "alerts", "--all");

        Assert.Equal(["silent", "token_expires"], open.EnumerateArray().Select(alert => alert.GetProperty("kind").GetString()));
        Assert.Equal("unaddressed", open[0].GetProperty("mailing").GetString());
        Assert.Contains("last call 2026-08-21 09:30:00Z", all, StringComparison.Ordinal);
        Assert.Contains("token 'Entra' expires 2026-09-01 00:00:00Z", all, StringComparison.Ordinal);
        Assert.Contains("3000 of 6000 failed in 24 hours, 10 by our fault", all, StringComparison.Ordinal);
        Assert.Contains("quarantine_near, over", all, StringComparison.Ordinal);
        Assert.Contains("No alerts", await ops.TextAsync("sync", "alerts", "Well"), StringComparison.Ordinal);
        var status = await ops.JsonAsync("sync", "status", "Ill");
        Assert.Equal(["silent", "token_expires"], status.GetProperty("organisations")[0].GetProperty("alerts").EnumerateArray().Select(alert => alert.GetString()));
        Assert.Contains("silent, token_expires", await ops.TextAsync("sync", "status"), StringComparison.Ordinal);
    }
}
