using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.Ingress.Tests;

/// <summary>Whichever layer answers, the answer is SCIM's: <see cref="ScimClient"/> checks body and content type of each.</summary>
public sealed class ErrorFormTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/Nothing", 404)]
    [InlineData("GET", "/Groups?filter=displayName%20eq%20%22x%22", 404)]
    [InlineData("GET", "/Users/not-an-id", 404)]
    [InlineData("GET", "/Users/00000000-0000-0000-0000-000000000001", 404)]
    [InlineData("PATCH", "/Users/00000000-0000-0000-0000-000000000001", 404)]
    [InlineData("DELETE", "/Users/00000000-0000-0000-0000-000000000001", 404)]
    [InlineData("GET", "/Me", 501)]
    public async Task Every_error_has_its_body(string method, string path, int status)
    {
        using var client = await ingress.ClientAsync();
        var body = method == "PATCH" ? """{"Operations":[]}""" : null;
        Assert.Equal(status, (await client.SendAsync(new HttpMethod(method), path, body)).Status);
    }

    [Theory]
    [InlineData("PUT", "/Users", "GET, POST")]
    [InlineData("POST", "/Users/00000000-0000-0000-0000-000000000001", "DELETE, GET, PATCH, PUT")]
    [InlineData("POST", "/Schemas", "GET")]
    [InlineData("DELETE", "/ServiceProviderConfig", "GET")]
    public async Task A_method_that_is_not_known_is_405_with_those_that_are(string method, string path, string allow)
    {
        using var client = await ingress.ClientAsync();
        var answer = await client.SendAsync(new HttpMethod(method), path, "{}");
        Assert.Equal(405, answer.Status);
        Assert.Equal(allow, string.Join(", ", answer.ContentHeaders!.Allow.Order()));
    }

    [Theory]
    [InlineData("{\"userName\":", "invalidSyntax")]
    [InlineData("", "invalidSyntax")]
    [InlineData("[]", "invalidSyntax")]
    [InlineData("{\"userName\":\"a\",\"userName\":\"b\"}", "invalidSyntax")]
    [InlineData("{\"displayName\":\"no userName\"}", "invalidValue")]
    [InlineData("{\"userName\":\"nul \\u0000\"}", "invalidValue")]
    [InlineData("{\"userName\":\"half \\ud800\"}", "invalidValue")]
    [InlineData("{\"userName\":7}", "invalidValue")]
    public async Task A_body_that_cannot_be_read_says_what_is_wrong(string body, string scimType)
    {
        using var client = await ingress.ClientAsync();
        var answer = await client.PostAsync("/Users", body);
        Assert.Equal((400, scimType), (answer.Status, answer.Text("scimType")));
        Assert.NotEmpty(answer.Text("detail")!);
    }

    [Theory]
    [InlineData("userName")]
    [InlineData("externalId")]
    [InlineData("emails[type eq \\\"work\\\"].value")]
    [InlineData("emails[type eq \\\"home\\\"].value")]
    public async Task A_value_that_is_too_long_to_be_looked_up_is_refused(string path)
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("long@x.com");
        // Not compressible: PostgreSQL would squeeze a repeated letter into its index.
        var value = string.Concat(Enumerable.Range(0, 200).Select(_ => Guid.NewGuid()));
        var answer = await client.PatchAsync(id, $$"""{"op":"add","path":"{{path}}","value":"{{value}}"}""");
        Assert.Equal((400, "invalidValue"), (answer.Status, answer.Text("scimType")));
        Assert.Equal(400, (await client.PostAsync("/Users", User.Json(value))).Status);
    }

    [Theory]
    [InlineData("application/scim+json", 201)]
    [InlineData("application/scim+json; charset=utf-8", 201)]
    [InlineData("application/json", 201)]
    [InlineData("APPLICATION/JSON; charset=\"UTF-8\"", 201)]
    [InlineData(null, 201)]
    [InlineData("text/plain", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("nonsense", 415)]
    public async Task Both_media_types_are_taken_and_others_refused(string? contentType, int status)
    {
        using var client = await ingress.ClientAsync();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(User.Json("media@x.com")));
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, client.Address("/Users")) { Content = content });
        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_two_MiB_is_413_with_and_without_a_length(bool chunked)
    {
        using var client = await ingress.ClientAsync();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{\"title\":\"" + new string('x', 2 * 1024 * 1024)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        var request = new HttpRequestMessage(HttpMethod.Post, client.Address("/Users")) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        Assert.Equal(413, (await client.SendAsync(request)).Status);
        Assert.DoesNotContain(ingress.Host.Logged.Lines, line => line.Contains("draining", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_does_not_grow_beyond_its_limit()
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("large@x.com");
        ScimAnswer answer = null!;
        for (var part = 0; part < 3; part++)
            answer = await client.PatchAsync(id, $$"""{"op":"add","path":"roles","value":[{"value":"{{part}}","display":"{{new string('é', 25_000)}}"}]}""");
        Assert.Equal(413, answer.Status);
        Assert.Contains("131072", answer.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("W/\"3\"", (await client.GetAsync($"/Users/{id}")).Text("meta/version"));
        var body = User.Json("larger@x.com").Replace("\"active\"", $"\"title\":\"{new string('x', 200_000)}\",\"active\"", StringComparison.Ordinal);
        Assert.Equal(413, (await client.PostAsync("/Users", body)).Status);
        Assert.Equal(413, (await client.PutAsync($"/Users/{id}", body)).Status);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_408()
    {
        var context = new DefaultHttpContext { RequestServices = ingress.Host.Services, Response = { Body = new MemoryStream() } };
        var errors = ActivatorUtilities.CreateInstance<ScimErrors>(ingress.Host.Services,
            (RequestDelegate)(_ => throw new BadHttpRequestException("too slow", StatusCodes.Status408RequestTimeout)));
        await errors.InvokeAsync(context);
        Assert.Equal(408, context.Response.StatusCode);
        context.Response.Body.Position = 0;
        Assert.Equal("408", (string?)(await JsonNode.ParseAsync(context.Response.Body, cancellationToken: Token))!["status"]);
    }

    [Fact]
    public async Task A_request_without_User_Agent_and_Accept_gets_the_normal_answer()
    {
        using var client = await ingress.ClientAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, client.Address("/Users"));
        Assert.Empty(request.Headers);
        Assert.Equal(200, (await client.SendAsync(request)).Status);
    }

    [Fact]
    public async Task Nothing_that_is_logged_holds_a_token_or_a_query()
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        await client.CreateAsync("secret.person@x.com");
        await client.FindAsync("userName eq \"secret.person@x.com\"");
        await client.PostAsync("/Users", User.Json("secret.person@x.com"));
        using var stranger = ingress.Host.ClientOf("a-wrong-token");
        await stranger.GetAsync("/Users?filter=userName%20eq%20%22secret.person%40x.com%22");
        Assert.DoesNotContain(ingress.Host.Logged.Lines, line =>
            line.Contains("secret.person", StringComparison.OrdinalIgnoreCase)
            || line.Contains("filter=", StringComparison.Ordinal)
            || line.Contains(organisation.Token, StringComparison.Ordinal)
            || line.Contains("a-wrong-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_is_asked_without_a_token()
    {
        using var client = ingress.Host.ClientOf(null);
        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync("/health/live", Token)).StatusCode);
        // No broker is there: the ingress accepts all the same, so it is ready.
        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync("/health/ready", Token)).StatusCode);
    }
}
