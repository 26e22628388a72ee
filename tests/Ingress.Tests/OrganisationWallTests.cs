using Blink.Pipeline.Ingress.Tests.Hosting;

namespace Blink.Pipeline.Ingress.Tests;

/// <summary>Promise 5: no token reads, changes or learns of another organisation's users.</summary>
public sealed class OrganisationWallTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    [Fact]
    public async Task A_user_of_another_organisation_is_not_there_for_any_method()
    {
        using var a = await ingress.ClientAsync();
        using var b = await ingress.ClientAsync();
        var id = await b.CreateAsync("theirs@x.com");

        Assert.Equal(404, (await a.GetAsync($"/Users/{id}")).Status);
        Assert.Equal(404, (await a.PutAsync($"/Users/{id}", User.Json("mine@x.com"))).Status);
        Assert.Equal(404, (await a.PatchAsync(id, """{"op":"replace","path":"active","value":false}""")).Status);
        Assert.Equal(404, (await a.DeleteAsync($"/Users/{id}")).Status);

        var job = await a.PostAsync("/Bulk", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                {"method":"PUT","path":"/Users/{{id}}","data":{"userName":"mine@x.com"} },
                {"method":"PATCH","path":"/Users/{{id}}","data":{"Operations":[{"op":"replace","path":"active","value":false}]} },
                {"method":"DELETE","path":"/Users/{{id}}"}]}
            """);
        Assert.All(job.At("Operations")!.AsArray(), operation => Assert.Equal("404", (string?)operation!["status"]));

        var untouched = await b.GetAsync($"/Users/{id}");
        Assert.Equal(("theirs@x.com", "W/\"1\""), (untouched.Text("userName"), untouched.Text("meta/version")));
        Assert.Equal([1L], await ingress.OutboxAsync(id));
    }

    [Fact]
    public async Task No_filter_or_listing_finds_a_user_of_another_organisation()
    {
        using var a = await ingress.ClientAsync();
        using var b = await ingress.ClientAsync();
        var id = await b.CreateAsync("hidden@x.com");
        foreach (var filter in new[]
        {
            $"id eq \"{id}\"", "userName eq \"hidden@x.com\"", "emails[type eq \"work\"].value eq \"hidden@x.com\"", "emails.value eq \"hidden@x.com\"",
        })
        {
            Assert.Equal(0, (await a.FindAsync(filter)).Total);
            Assert.Equal(1, (await b.FindAsync(filter)).Total);
        }
        Assert.Equal(0, (await a.GetAsync("/Users")).Total);
        Assert.Equal(0, (await a.GetAsync("/Users?cursor=")).Total);
        Assert.Equal(0, (await a.PostAsync("/Users/.search", "{}")).Total);
        Assert.Equal(0, (await a.PostAsync("/.search", """{"filter":"userName eq \"hidden@x.com\"","attributes":["urn:ietf:params:scim:schemas:extension:blink:2.0:Provisioning"]}""")).Total);
    }

    [Fact]
    public async Task Two_organisations_may_have_the_same_userName()
    {
        using var a = await ingress.ClientAsync();
        using var b = await ingress.ClientAsync();
        Assert.NotEqual(await a.CreateAsync("same@x.com"), await b.CreateAsync("same@x.com"));
        Assert.Equal(1, (await a.FindAsync("userName eq \"same@x.com\"")).Total);
    }
}
