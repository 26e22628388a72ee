using Blink.Pipeline.Ingress.Tests.Hosting;

namespace Blink.Pipeline.Ingress.Tests.Users;

/// <summary>POST .search answers as GET does (RFC 7644 §3.4.3).</summary>
public sealed class SearchTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    const string Schemas = "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:SearchRequest\"]";

    [Theory]
    [InlineData("/Users/.search")]
    [InlineData("/.search")]
    [InlineData("/v2/Users/.search")]
    [InlineData("/v2/.search")]
    public async Task A_search_answers_as_the_listing_does(string path)
    {
        using var client = await ingress.ClientAsync();
        foreach (var name in (string[])["b", "a", "c", "d"])
            await client.CreateAsync(name);
        var searched = await client.PostAsync(path, $$"""
            { {{Schemas}}, "attributes": ["userName", "emails.value"], "filter": "userName ne \"c\"", "sortBy": "userName", "sortOrder": "descending", "startIndex": 2, "count": 2 }
            """);
        var version = path.StartsWith("/v2", StringComparison.Ordinal) ? "/v2" : "";
        var listed = await client.GetAsync(
            version + "/Users?attributes=userName,emails.value&filter=userName%20ne%20%22c%22&sortBy=userName&sortOrder=descending&startIndex=2&count=2");
        Assert.Equal((200, "b", "a"), (searched.Status, searched.Text("Resources/0/userName"), searched.Text("Resources/1/userName")));
        Assert.Equal(listed.Json.ToJsonString(), searched.Json.ToJsonString());
    }

    [Fact]
    public async Task A_search_goes_on_from_its_cursor()
    {
        using var client = await ingress.ClientAsync();
        foreach (var name in (string[])["a", "b"])
            await client.CreateAsync(name);
        var first = await client.PostAsync("/Users/.search", $$"""{ {{Schemas}}, "cursor": "", "count": 1, "sortBy": "userName" }""");
        var second = await client.PostAsync("/Users/.search", $$"""{ {{Schemas}}, "cursor": "{{first.Text("nextCursor")}}", "count": 1, "sortBy": "userName" }""");
        Assert.Equal(("a", "b", null), (first.Text("Resources/0/userName"), second.Text("Resources/0/userName"), second.Text("nextCursor")));
    }

    [Theory]
    [InlineData("[]", "invalidSyntax")]
    [InlineData("{", "invalidSyntax")]
    [InlineData("{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]}", "invalidSyntax")]
    [InlineData("{\"count\":\"ten\"}", "invalidValue")]
    [InlineData("{\"count\":1.5}", "invalidValue")]
    [InlineData("{\"startIndex\":\"1\"}", "invalidValue")]
    [InlineData("{\"filter\":7}", "invalidValue")]
    [InlineData("{\"filter\":\"userName eq\"}", "invalidFilter")]
    [InlineData("{\"attributes\":[1]}", "invalidValue")]
    [InlineData("{\"attributes\":[\"a\"],\"excludedAttributes\":[\"b\"]}", "invalidValue")]
    [InlineData("{\"sortOrder\":\"up\"}", "invalidValue")]
    [InlineData("{\"sortBy\":\"shoeSize\"}", "invalidValue")]
    [InlineData("{\"sortBy\":\"name\"}", "invalidValue")]
    [InlineData("{\"sortBy\":\"user name\"}", "invalidValue")]
    [InlineData("{\"cursor\":\"x\"}", "invalidCursor")]
    public async Task A_search_that_cannot_be_read_says_what_is_wrong(string body, string scimType)
    {
        using var client = await ingress.ClientAsync();
        var answer = await client.PostAsync("/Users/.search", body);
        Assert.Equal((400, scimType), (answer.Status, answer.Text("scimType")));
        Assert.NotEmpty(answer.Text("detail")!);
    }

    [Fact]
    public async Task A_search_is_no_change()
    {
        using var client = await ingress.ClientAsync();
        Assert.Equal(0, (await client.PostAsync("/Users/.search", "{}")).Total);
    }

    [Theory]
    [InlineData("/Users/.search", "GET", "POST")]
    [InlineData("/Users/.search", "PUT", "POST")]
    [InlineData("/Users/.search", "PATCH", "POST")]
    [InlineData("/Users/.search", "DELETE", "POST")]
    [InlineData("/.search", "GET", "POST")]
    [InlineData("/.search", "DELETE", "POST")]
    [InlineData("/Bulk", "GET", "POST")]
    [InlineData("/Async/x", "POST", "GET, HEAD")]
    public async Task An_endpoint_says_which_methods_it_knows(string path, string method, string allowed)
    {
        using var client = await ingress.ClientAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), client.Address(path));

        var answer = await client.SendAsync(request);

        Assert.Equal((405, allowed), (answer.Status, string.Join(", ", answer.ContentHeaders!.Allow)));
    }
}
