using Blink.Pipeline.Ingress.Tests.Hosting;

namespace Blink.Pipeline.Ingress.Tests.Users;

/// <summary>RFC 7644 §3.14.</summary>
public sealed class EntityTagTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    const string Patch = """{"Operations":[{"op":"replace","path":"title","value":"New"}]}""";

    [Fact]
    public async Task Header_and_meta_show_the_same_version_and_location()
    {
        using var client = await ingress.ClientAsync();
        var created = await client.PostAsync("/v2/Users", User.Json("tag@x.com"));
        Assert.Equal("W/\"1\"", created.Headers.ETag?.ToString());
        Assert.Equal(created.Text("meta/version"), created.Headers.ETag?.ToString());
        Assert.Equal(created.Text("meta/location"), created.Headers.Location?.ToString());
        Assert.Equal(created.Text("meta/location"), client.Address($"/scim/v2/Users/{created.Text("id")}").ToString());

        var read = await client.GetAsync($"/v2/Users/{created.Text("id")}");
        Assert.Equal(created.At("meta")!.ToJsonString(), read.At("meta")!.ToJsonString());
    }

    [Theory]
    [InlineData("W/\"1\"", 304)]
    [InlineData("\"1\"", 304)]
    [InlineData("\"9\", W/\"1\"", 304)]
    [InlineData("*", 304)]
    [InlineData("W/\"2\"", 200)]
    public async Task A_version_that_the_client_has_is_not_sent_again(string tags, int status)
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("known@x.com");
        Assert.Equal(status, (await client.SendAsync(HttpMethod.Get, $"/Users/{id}", header: "If-None-Match", value: tags)).Status);
    }

    [Theory]
    [InlineData("If-Match", "W/\"1\"", 412)]
    [InlineData("If-Match", "*", 412)]
    [InlineData("If-None-Match", "*", 201)]
    [InlineData("If-None-Match", "W/\"1\"", 201)]
    public async Task A_user_that_is_yet_to_be_created_has_no_version_to_match(string header, string tags, int status)
    {
        using var client = await ingress.ClientAsync();
        await client.CreateAsync("first@x.com");
        Assert.Equal(status, (await client.SendAsync(HttpMethod.Post, "/Users", User.Json("second@x.com"), header, tags)).Status);
        Assert.Equal(status == 201 ? 2 : 1, (await client.GetAsync("/Users")).Total);
    }

    [Theory]
    [InlineData("GET", null, "*", 304)]
    [InlineData("PATCH", Patch, "*", 412)]
    [InlineData("PATCH", Patch, "W/\"1\"", 412)]
    [InlineData("PATCH", Patch, "W/\"2\"", 200)]
    [InlineData("PUT", """{"userName":"put@x.com"}""", "*", 412)]
    [InlineData("DELETE", null, "W/\"1\", W/\"7\"", 412)]
    [InlineData("DELETE", null, "W/\"7\"", 204)]
    public async Task A_version_that_is_excluded_is_not_changed(string method, string? body, string tags, int status)
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("none@x.com");
        Assert.Equal(status, (await client.SendAsync(new HttpMethod(method), $"/Users/{id}", body, "If-None-Match", tags)).Status);
        if (status == 412)
            Assert.Equal("W/\"1\"", (await client.GetAsync($"/Users/{id}")).Text("meta/version"));
    }

    [Fact]
    public async Task Reading_another_version_than_the_one_asked_for_is_412()
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("read@x.com");
        Assert.Equal(412, (await client.SendAsync(HttpMethod.Get, $"/Users/{id}", header: "If-Match", value: "W/\"2\"")).Status);
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Get, $"/Users/{id}", header: "If-Match", value: "W/\"1\"")).Status);
    }

    [Theory]
    [InlineData("PATCH", Patch, "W/\"1\"", 200)]
    [InlineData("PATCH", Patch, "*", 200)]
    [InlineData("PATCH", Patch, "W/\"2\"", 412)]
    [InlineData("PUT", """{"userName":"put@x.com"}""", "W/\"2\"", 412)]
    [InlineData("DELETE", null, "W/\"2\"", 412)]
    [InlineData("DELETE", null, "W/\"1\"", 204)]
    public async Task A_change_that_was_meant_for_another_version_is_refused(string method, string? body, string tag, int status)
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("match@x.com");
        Assert.Equal(status, (await client.SendAsync(new HttpMethod(method), $"/Users/{id}", body, "If-Match", tag)).Status);
    }
}
