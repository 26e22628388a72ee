using System.Security.Cryptography;
using System.Text;
using Blink.Pipeline.Testing;
using Npgsql;

namespace Blink.Pipeline.Ops.Tests.Organisations;

public sealed class OrganisationCommandsTests(OpsServers ops) : IClassFixture<OpsServers>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_organisation_is_created_listed_and_changed()
    {
        var created = await ops.JsonAsync("organisations", "create", "Acme", "--tier", "business", "--notification-email", "it@acme.test");
        Assert.Equal("business", created.GetProperty("tier").GetString());
        Assert.Equal("GB", created.GetProperty("region").GetString());

        await ops.JsonAsync("organisations", "set", "ACME", "--tier", "enterprise", "--region", "se", "--notification-email", "");

        var listed = (await ops.JsonAsync("organisations", "list")).EnumerateArray()
            .Select(one => one.GetProperty("organisation")).Single(one => one.GetProperty("name").GetString() == "Acme");
        Assert.Equal("enterprise", listed.GetProperty("tier").GetString());
        Assert.Equal("SE", listed.GetProperty("region").GetString());
        Assert.Null(listed.GetProperty("notificationEmail").GetString());
        Assert.Contains("Acme", await ops.TextAsync("organisations", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organisation_is_renamed_unless_the_name_is_taken()
    {
        var id = (await ops.JsonAsync("organisations", "create", "Before", "--tier", "basic")).GetProperty("id").GetString()!;
        await ops.TextAsync("organisations", "create", "Occupied", "--tier", "basic");

        Assert.Equal("After", (await ops.JsonAsync("organisations", "edit", "before", "--name", "After")).GetProperty("name").GetString());
        Assert.Contains("already an organisation named 'OCCUPIED'", await ops.ErrorAsync("organisations", "set", "After", "--name", "OCCUPIED"), StringComparison.Ordinal);
        Assert.Equal("After", (await ops.JsonAsync("organisations", "show", id)).GetProperty("overview").GetProperty("organisation").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Two_who_change_different_things_at_once_both_have_their_way()
    {
        var id = (await ops.JsonAsync("organisations", "create", "Contended", "--tier", "basic")).GetProperty("id").GetGuid();
        await using var connection = await ops.Database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand($"SELECT FROM operations.organisations WHERE id = '{id}' FOR UPDATE", connection, transaction);
        await hold.ExecuteNonQueryAsync(Token);
        var changes = new[] { ops.RunAsync("organisations", "set", "Contended", "--tier", "enterprise"), ops.RunAsync("organisations", "set", "Contended", "--region", "se") };
        await Eventually.HoldsAsync(async () => Assert.Equal(2L, await ops.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")));

        await transaction.CommitAsync(Token);

        Assert.All(await Task.WhenAll(changes), change => Assert.Equal(0, change.Code));
        Assert.Equal("enterprise SE", await ops.ScalarAsync<string>($"SELECT tier || ' ' || default_region FROM operations.organisations WHERE id = '{id}'"));
        var last = (await ops.JsonAsync("audit", "list", "--subject", $"organisation:{id}", "--action", "organisation.changed"))[0].GetProperty("details");
        Assert.Equal(("enterprise", "SE"), (last.GetProperty("after").GetProperty("tier").GetString(), last.GetProperty("after").GetProperty("region").GetString()));
    }

    [Fact]
    public async Task Of_tokens_that_are_issued_at_once_two_are_issued()
    {
        await ops.TextAsync("organisations", "create", "Crowded", "--tier", "enterprise");

        var issued = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => ops.RunAsync("tokens", "issue", "Crowded", "--label", $"t{i}")));

        Assert.Equal(2, issued.Count(one => one.Code == 0));
        Assert.All(issued.Where(one => one.Code != 0), one => Assert.Contains("has 2 tokens that are accepted", one.Error, StringComparison.Ordinal));
        Assert.Equal(2, (await ops.JsonAsync("organisations", "show", "crowded")).GetProperty("overview").GetProperty("activeTokens").GetInt32());
    }

    [Fact]
    public async Task A_token_that_is_rotated_leaves_the_one_before_a_week()
    {
        await ops.TextAsync("organisations", "create", "Rotating", "--tier", "enterprise");
        var old = (await ops.JsonAsync("tokens", "issue", "Rotating", "--label", "old")).GetProperty("id").GetGuid();

        await ops.TextAsync("tokens", "rotate", "Rotating", "--label", "new", "--actor", "alice");

        var tokens = (await ops.JsonAsync("tokens", "list", "Rotating")).EnumerateArray().ToList();
        Assert.Equal(["new", "old"], tokens.Select(token => token.GetProperty("label").GetString()));
        Assert.All(tokens, token => Assert.Equal("active", token.GetProperty("state").GetString()));
        Assert.Equal(old, tokens[1].GetProperty("id").GetGuid());
        Assert.Equal(7, (tokens[1].GetProperty("expiresAt").GetDateTimeOffset() - tokens[0].GetProperty("createdAt").GetDateTimeOffset()).TotalDays, 3);
        Assert.Contains("token.rotated", await ops.TextAsync("audit", "list", "--by", "ALICE", "--action", "token."), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_taken_once_whatever_its_case()
    {
        await ops.TextAsync("organisations", "create", "Twice", "--tier", "basic");

        Assert.Contains("already an organisation named 'TWICE'", await ops.ErrorAsync("organisations", "create", "TWICE", "--tier", "basic"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tier_comes_with_a_sentence_about_what_follows_and_leaves_the_accounts()
    {
        var id = (await ops.JsonAsync("organisations", "create", "Tiers", "--tier", "enterprise")).GetProperty("id").GetGuid();
        await ops.ExecuteAsync($"INSERT INTO provisioning.accounts (id, organisation_id, active, employee_id, created_at, updated_at) VALUES (gen_random_uuid(), '{id}', true, 'E1', now(), now())");

        var (_, output, down) = await ops.RunAsync("organisations", "set", "Tiers", "--tier", "business", "--json");
        var (_, _, same) = await ops.RunAsync("organisations", "set", "Tiers", "--tier", "business");
        var (_, _, up) = await ops.RunAsync("organisations", "set", "Tiers", "--tier", "enterprise");

        Assert.Contains("answered 403", down, StringComparison.Ordinal);
        Assert.StartsWith("{", output, StringComparison.Ordinal);
        Assert.Empty(same);
        Assert.Contains("accepted again", up, StringComparison.Ordinal);
        Assert.True(Assert.Single((await ops.JsonAsync("accounts", "list", "--organisation", "Tiers")).EnumerateArray()).GetProperty("active").GetBoolean());
        Assert.Equal(3, (await ops.JsonAsync("audit", "list", "--subject", $"organisation:{id}")).EnumerateArray()
            .Count(record => record.GetProperty("action").GetString() == "organisation.changed"));

    }

    [Theory]
    [InlineData("--region", "GBR", "no region")]
    [InlineData("--notification-email", "nobody", "no e-mail address")]
    public async Task A_value_that_is_none_is_refused_by_name(string option, string value, string expected) =>
        Assert.Contains(expected, await ops.ErrorAsync("organisations", "create", "Bad", "--tier", "basic", option, value), StringComparison.Ordinal);

    [Fact]
    public async Task A_token_is_shown_once_and_only_its_hash_is_stored()
    {
        await ops.TextAsync("organisations", "create", "Tokens", "--tier", "enterprise");

        var issued = await ops.JsonAsync("tokens", "issue", "tokens", "--label", "Entra", "--expires-in-days", "30");

        var token = issued.GetProperty("token").GetString()!;
        Assert.Matches("^blink_scim_[A-Za-z0-9_-]{43}$", token);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        Assert.Equal(hash, await ops.ScalarAsync<string>($"SELECT encode(hash, 'hex') FROM operations.scim_tokens WHERE id = '{issued.GetProperty("id").GetGuid()}'"));
        Assert.Equal(0L, await ops.ScalarAsync<long>($"SELECT count(*) FROM operations.audit_records WHERE strpos(audit_records::text, '{token}') > 0"));
        Assert.DoesNotContain(token, (await ops.JsonAsync("tokens", "list", "Tokens")).ToString(), StringComparison.Ordinal);
        Assert.Equal(1L, await ops.ScalarAsync<long>($"SELECT count(*) FROM operations.audit_records WHERE action = 'token.issued' AND subject = 'token:{issued.GetProperty("id").GetGuid()}'"));
    }

    [Fact]
    public async Task A_revoked_token_says_so_and_is_revoked_and_audited_once()
    {
        await ops.TextAsync("organisations", "create", "Revoking", "--tier", "enterprise");
        var id = (await ops.JsonAsync("tokens", "issue", "Revoking", "--label", "x")).GetProperty("id").GetString()!;

        await ops.TextAsync("tokens", "revoke", id, "--actor", "alice");
        await ops.TextAsync("tokens", "revoke", id, "--actor", "bob");

        var token = Assert.Single((await ops.JsonAsync("tokens", "list", "Revoking")).EnumerateArray());
        Assert.Equal("revoked", token.GetProperty("state").GetString());
        var record = Assert.Single((await ops.JsonAsync("audit", "list", "--subject", $"token:{id}")).EnumerateArray(),
            record => record.GetProperty("action").GetString() == "token.revoked");
        Assert.Equal("alice", record.GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_token_for_another_tier_than_enterprise_is_refused_with_what_to_do()
    {
        await ops.TextAsync("organisations", "create", "Small", "--tier", "basic");

        var error = await ops.ErrorAsync("tokens", "issue", "Small", "--label", "x");

        Assert.Contains("organisations set Small --tier enterprise", error, StringComparison.Ordinal);
        Assert.Empty((await ops.JsonAsync("tokens", "list", "Small")).EnumerateArray());
    }

    [Fact]
    public async Task An_unknown_organisation_token_or_command_is_named()
    {
        Assert.Contains("no organisation 'Nobody'", await ops.ErrorAsync("tokens", "issue", "Nobody", "--label", "x"), StringComparison.Ordinal);
        Assert.Contains("There is no token", await ops.ErrorAsync("tokens", "revoke", Guid.Empty.ToString()), StringComparison.Ordinal);
        Assert.Equal(2, (await ops.RunAsync("tokens", "forge")).Code);
    }
}
