using Blink.Pipeline.Ops.Access.ApiKeys;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.Ops.Tests.Cli;

public sealed class ApiKeyCommandsTests(OpsServers ops) : IClassFixture<OpsServers>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_shown_once_and_only_its_hash_is_kept()
    {
        var issued = await ops.JsonAsync("api-keys", "issue", "grafana", "--role", "viewer");
        var key = issued.GetProperty("key").GetString()!;

        Assert.StartsWith("blink_ops_", key, StringComparison.Ordinal);
        Assert.Equal("viewer", issued.GetProperty("role").GetString());
        Assert.DoesNotContain(key, (await ops.JsonAsync("api-keys", "list")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, await ops.ScalarAsync<long>($"SELECT count(*) FROM operations.api_keys AS key WHERE key::text LIKE '%{key}%'"));
        Assert.Equal(0, await ops.ScalarAsync<long>($"SELECT count(*) FROM operations.audit_records AS record WHERE record::text LIKE '%{key}%'"));
    }

    [Fact]
    public async Task A_name_is_given_again_only_when_its_key_is_revoked()
    {
        var id = (await ops.JsonAsync("api-keys", "issue", "robot", "--role", "operator")).GetProperty("id").GetString()!;

        Assert.Contains("There is a key named 'Robot'", await ops.ErrorAsync("api-keys", "issue", "Robot", "--role", "viewer"), StringComparison.Ordinal);
        await ops.JsonAsync("api-keys", "revoke", id);
        await ops.JsonAsync("api-keys", "revoke", id);
        await ops.JsonAsync("api-keys", "issue", "Robot", "--role", "viewer");

        Assert.Equal(1, await ops.ScalarAsync<long>($"SELECT count(*) FROM operations.audit_records WHERE subject = 'api-key:{id}' AND action = 'api-key.revoked'"));
    }

    [Fact]
    public async Task Its_last_use_is_shown_to_the_minute()
    {
        var key = (await ops.JsonAsync("api-keys", "issue", "used", "--role", "viewer")).GetProperty("key").GetString()!;
        var keys = ops.Services.GetRequiredService<ApiKeyStore>();

        Assert.Null((await keys.FindAsync(key, Token))!.LastUsedAt);
        var first = (await keys.FindAsync(key, Token))!.LastUsedAt;
        Assert.NotNull(first);
        Assert.Equal(first, (await keys.FindAsync(key, Token))!.LastUsedAt);
    }

    [Fact]
    public async Task A_key_that_is_not_there_cannot_be_revoked() => Assert.Contains(
        "There is no key", await ops.ErrorAsync("api-keys", "revoke", Guid.NewGuid().ToString()), StringComparison.Ordinal);

    [Fact]
    public async Task A_link_that_signs_in_leads_to_the_console_that_was_named()
    {
        var link = await ops.JsonAsync("sign-in-link", "--console", "http://127.0.0.1:5811/");

        Assert.StartsWith("http://127.0.0.1:5811/sign-in/once/", link.GetProperty("url").GetString()!, StringComparison.Ordinal);
        Assert.Contains("--console takes an address", await ops.ErrorAsync("sign-in-link", "--console", "console"), StringComparison.Ordinal);
    }
}
