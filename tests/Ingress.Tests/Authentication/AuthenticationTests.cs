using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.Ingress.Tests.Authentication;

/// <summary>Two instances on one database, and a clock that only the test moves.</summary>
public sealed class AuthenticationTests : IAsyncLifetime
{
    readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    TestDatabase database = null!;
    IngressHost[] hosts = [];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revoked_token_is_refused_within_five_seconds_by_every_instance()
    {
        var organisation = await TestOrganisation.CreateAsync(database);
        await AssertStatusAsync(200, organisation);
        await ExecuteAsync("UPDATE operations.scim_tokens SET revoked_at = @now WHERE id = @token", organisation);
        clock.Advance(TimeSpan.FromSeconds(5));
        await AssertStatusAsync(401, organisation);
    }

    [Fact]
    public async Task What_is_known_of_a_token_is_not_asked_again_at_every_request()
    {
        var organisation = await TestOrganisation.CreateAsync(database);
        await AssertStatusAsync(200, organisation);
        await ExecuteAsync("UPDATE operations.scim_tokens SET revoked_at = @now WHERE id = @token", organisation);
        clock.Advance(TimeSpan.FromSeconds(1));
        await AssertStatusAsync(200, organisation);
    }

    [Fact]
    public async Task A_token_is_refused_from_its_expiry_on_however_fresh_it_is_known()
    {
        var organisation = await TestOrganisation.CreateAsync(database, expiresAt: clock.GetUtcNow().AddSeconds(1));
        await AssertStatusAsync(200, organisation);
        clock.Advance(TimeSpan.FromSeconds(1));
        await AssertStatusAsync(401, organisation);
    }

    [Fact]
    public async Task A_token_that_is_issued_works_at_once_although_it_was_refused_before()
    {
        var organisation = await TestOrganisation.CreateAsync(database);
        var unknown = organisation with { Token = organisation.Token + "x" };
        await AssertStatusAsync(401, unknown);
        await ExecuteAsync("UPDATE operations.scim_tokens SET hash = sha256((@text || 'x')::bytea) WHERE id = @token", organisation);
        await AssertStatusAsync(200, unknown);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic dXNlcjpwYXNzd29yZA==")]
    [InlineData("")]
    public async Task Without_a_valid_token_it_is_401_with_a_challenge(string? authorization)
    {
        using var client = hosts[0].ClientOf(null);
        var answer = await client.SendAsync(HttpMethod.Get, "/Users", header: authorization is null ? null : "Authorization", value: authorization);
        Assert.Equal(401, answer.Status);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task The_scheme_is_compared_without_case()
    {
        var organisation = await TestOrganisation.CreateAsync(database);
        using var client = hosts[0].ClientOf(null);
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Get, "/Users", header: "Authorization", value: "bearer " + organisation.Token)).Status);
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("business")]
    public async Task An_organisation_of_another_tier_is_403_and_told_why(string tier)
    {
        var organisation = await TestOrganisation.CreateAsync(database, tier);
        using var client = hosts[0].ClientOf(organisation.Token);
        var answer = await client.GetAsync("/Users");
        Assert.Equal(403, answer.Status);
        Assert.Contains("Enterprise", answer.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_downgraded_organisation_is_403_within_five_seconds_and_goes_on_where_it_was_once_it_is_upgraded()
    {
        var organisation = await TestOrganisation.CreateAsync(database);
        using var client = hosts[0].ClientOf(organisation.Token);
        var id = await client.CreateAsync("ada@tiers.test");

        await ExecuteAsync("UPDATE operations.organisations SET tier = 'business' WHERE id = (SELECT organisation_id FROM operations.scim_tokens WHERE id = @token)", organisation);
        clock.Advance(TimeSpan.FromSeconds(5));
        await AssertStatusAsync(403, organisation);
        Assert.Equal(403, (await client.DeleteAsync($"/Users/{id}")).Status);

        await ExecuteAsync("UPDATE operations.organisations SET tier = 'enterprise' WHERE id = (SELECT organisation_id FROM operations.scim_tokens WHERE id = @token)", organisation);
        clock.Advance(TimeSpan.FromSeconds(5));
        await AssertStatusAsync(200, organisation);
        Assert.Equal("ada@tiers.test", (await client.GetAsync($"/Users/{id}")).Text("userName"));
    }

    [Fact]
    public async Task Only_the_service_provider_configuration_is_shown_without_a_token()
    {
        using var client = hosts[0].ClientOf(null);
        Assert.Equal(200, (await client.GetAsync("/ServiceProviderConfig")).Status);
        Assert.Equal(200, (await client.GetAsync("/v2/serviceproviderconfig/")).Status);
        Assert.Equal(401, (await client.GetAsync("/Schemas")).Status);
        Assert.Equal(401, (await client.GetAsync("/Nothing")).Status);
    }

    [Fact]
    public async Task Last_uses_are_written_together_and_never_go_back()
    {
        var organisation = await TestOrganisation.CreateAsync(database);
        await AssertStatusAsync(200, organisation);
        Assert.Equal(0L, await CountUsesAsync(organisation, clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(async () => await CountUsesAsync(organisation, clock.GetUtcNow().AddSeconds(-30)) == 1);

        // Another instance, with an older use, writes later.
        var store = hosts[0].Services.GetRequiredService<TokenStore>();
        await store.RecordUsesAsync([KeyValuePair.Create(organisation.TokenId, clock.GetUtcNow().AddDays(-1))], Token);
        Assert.Equal(1L, await CountUsesAsync(organisation, clock.GetUtcNow().AddSeconds(-30)));
    }

    [Fact]
    public async Task Last_uses_are_written_when_the_process_stops()
    {
        var organisation = await TestOrganisation.CreateAsync(database);
        await AssertStatusAsync(200, organisation);
        foreach (var host in hosts)
            await host.DisposeAsync();
        Assert.Equal(1L, await CountUsesAsync(organisation, clock.GetUtcNow()));
    }

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        hosts = [IngressHost.Start(database, clock: clock), IngressHost.Start(database, clock: clock)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
        await database.DisposeAsync();
    }

    async Task AssertStatusAsync(int status, TestOrganisation organisation)
    {
        foreach (var host in hosts)
        {
            using var client = host.ClientOf(organisation.Token);
            Assert.Equal(status, (await client.GetAsync("/Users?count=0")).Status);
        }
    }

    async Task ExecuteAsync(string sql, TestOrganisation organisation)
    {
        await using var command = database.DataSource.CreateCommand(sql)
            .With("now", clock.GetUtcNow()).With("token", organisation.TokenId).With("text", organisation.Token);
        await command.ExecuteNonQueryAsync(Token);
    }

    async Task<long> CountUsesAsync(TestOrganisation organisation, DateTimeOffset at)
    {
        await using var command = database.DataSource.CreateCommand("SELECT count(*) FROM scim.token_uses WHERE token_id = @token AND last_used_at = @at")
            .With("token", organisation.TokenId).With("at", at);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
