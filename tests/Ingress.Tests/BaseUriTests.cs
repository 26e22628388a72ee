using Blink.Pipeline.Ingress.Tests.Hosting;

namespace Blink.Pipeline.Ingress.Tests;

/// <summary>The addresses in answers are ones that the client can reach.</summary>
public sealed class BaseUriTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    [Theory]
    [InlineData("/Users", "/scim/Users/")]
    [InlineData("/v2/Users", "/scim/v2/Users/")]
    [InlineData("/SCIM/V2/users/", "/scim/v2/Users/")]
    public async Task A_location_begins_with_the_base_that_the_client_used(string path, string expected)
    {
        using var client = await ingress.ClientAsync();
        var answer = await client.PostAsync(path, User.Json("base@x.com"));
        Assert.StartsWith(client.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + expected, answer.Text("meta/location"), StringComparison.Ordinal);
        Assert.Equal(200, (await client.GetAsync(answer.Headers.Location!.PathAndQuery)).Status);
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_a_location_begins_with_https()
    {
        await using var host = IngressHost.Start(ingress.Database, settings: ("ForwardedHeaders_Enabled", "true"));
        using var client = host.ClientOf((await ingress.OrganisationAsync()).Token);
        var answer = await client.SendAsync(HttpMethod.Get, "/ServiceProviderConfig", header: "X-Forwarded-Proto", value: "https");
        Assert.StartsWith("https://", answer.Text("meta/location"), StringComparison.Ordinal);
    }
}
