namespace Blink.Pipeline.Ops.Tests.Audit;

public sealed class AuditCommandsTests(OpsServers ops) : IClassFixture<OpsServers>
{
    [Fact]
    public async Task Records_are_searched_by_who_what_upon_what_and_when_page_by_page()
    {
        await ops.ExecuteAsync("""
            INSERT INTO operations.audit_records (id, at, actor, action, subject)
            VALUES
                (gen_random_uuid(), now() - interval '3 hours', 'carol', 'token.issued', 'token:1'),
                (gen_random_uuid(), now() - interval '2 hours', 'Carol', 'token.revoked', 'token:1'),
                (gen_random_uuid(), now() - interval '1 hour', 'carol', 'tokens', 'token:2'),
                (gen_random_uuid(), now() - interval '1 hour', 'dave', 'token.issued', 'token:3')
            """);

        Assert.Equal(["tokens", "token.revoked", "token.issued"], await ActionsAsync("--by", "CAROL"));
        Assert.Equal(["token.revoked", "token.issued"], await ActionsAsync("--by", "carol", "--action", "token."));
        Assert.Equal(["token.issued"], await ActionsAsync("--by", "carol", "--action", "token.issued"));
        Assert.Equal(["token.revoked", "token.issued"], await ActionsAsync("--subject", "token:1"));
        Assert.Equal(["token.revoked"], await ActionsAsync("--by", "carol", "--since", "150m", "--until", "90m"));
        var first = (await ops.JsonAsync("audit", "list", "--by", "carol", "--limit", "1"))[0].GetProperty("id").GetString()!;
        Assert.Equal(["token.revoked", "token.issued"], await ActionsAsync("--by", "carol", "--before", first));
    }

    [Fact]
    public async Task Details_are_shown_with_what_they_are_made_of()
    {
        await ops.ExecuteAsync("""
            INSERT INTO operations.audit_records (id, at, actor, action, subject, details)
            VALUES (gen_random_uuid(), now(), 'erin', 'organisation.changed', 'organisation:9',
                '{"before": {"name": "Åse & Co", "tier": "basic"}, "labels": ["a", 1], "nothing": null, "reason": "sun"}')
            """);

        var text = await ops.TextAsync("audit", "list", "--by", "erin");

        Assert.All(
            ["""before {"name":"Åse & Co","tier":"basic"}""", """labels ["a",1]""", "reason sun"],
            words => Assert.Contains(words, text, StringComparison.Ordinal));
        Assert.DoesNotContain("nothing", text, StringComparison.Ordinal);
    }

    async Task<string?[]> ActionsAsync(params string[] arguments) =>
        [.. (await ops.JsonAsync(["audit", "list", .. arguments])).EnumerateArray().Select(record => record.GetProperty("action").GetString())];
}
