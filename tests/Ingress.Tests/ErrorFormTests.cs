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
    [InlineData("GET", "/Groups/some-id", 404)]
    [InlineData("POST", "/Groups", 404)]
    [InlineData("PATCH", "/v2/Groups/some-id", 404)]
    [InlineData("GET", "/v2/Nothing", 404)]
    [InlineData("GET", "/v1/Users", 400)]
    [InlineData("POST", "/V1.1/Users", 400)]
    [InlineData("GET", "/v3", 400)]
    [InlineData("GET", "/Schemas/urn:none", 404)]
    [InlineData("GET", "/ResourceTypes/Group", 404)]
    [InlineData("GET", "/Schemas?filter=id%20pr", 403)]
    [InlineData("GET", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User?filter=id%20pr", 403)]
    [InlineData("GET", "/ResourceTypes/User?filter=id%20pr", 403)]
    [InlineData("GET", "/ServiceProviderConfig?filter=id%20pr", 403)]
    [InlineData("GET", "/Me", 501)]
    [InlineData("PUT", "/Me", 501)]
    [InlineData("POST", "/Me/anything/below", 501)]
    [InlineData("OPTIONS", "/v2/Me/", 501)]
    public async Task Every_error_has_its_body(string method, string path, int status)
    {
        using var client = await ingress.ClientAsync();
        var body = method is "GET" or "DELETE" or "OPTIONS" ? null : """{"Operations":[]}""";
        var answer = await client.SendAsync(new HttpMethod(method), path, body);
        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Text("detail")!);
    }

    [Theory]
    [InlineData("/v1/Users", "invalidVers", "v2")]
    [InlineData("/Groups", null, "users only")]
    [InlineData("/Nothing", null, "/Users")]
    public async Task A_wrong_address_is_told_the_right_one(string path, string? scimType, string hint)
    {
        using var client = await ingress.ClientAsync();
        var answer = await client.GetAsync(path);
        Assert.Equal(scimType, answer.Text("scimType"));
        Assert.Contains(hint, answer.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/Users", 200)]
    [InlineData("/Users?filter=nonsense", 400)]
    [InlineData("/Users/00000000-0000-0000-0000-000000000001", 404)]
    [InlineData("/Schemas", 200)]
    [InlineData("/v2", 200)]
    public async Task HEAD_is_answered_like_GET_but_for_the_body(string path, int status)
    {
        using var client = await ingress.ClientAsync();
        using var got = await client.Http.GetAsync(client.Address(path), Token);
        using var headed = await client.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, client.Address(path)), Token);
        Assert.Equal((status, status), ((int)got.StatusCode, (int)headed.StatusCode));
        Assert.Equal(got.Content.Headers.ContentType, headed.Content.Headers.ContentType);
        Assert.Equal(got.Content.Headers.ContentLength, headed.Content.Headers.ContentLength);
        Assert.Empty(await headed.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [InlineData("PUT", "/Users", "GET, HEAD, POST")]
    [InlineData("OPTIONS", "/Users", "GET, HEAD, POST")]
    [InlineData("POST", "/Users/00000000-0000-0000-0000-000000000001", "DELETE, GET, HEAD, PATCH, PUT")]
    [InlineData("POST", "/Schemas", "GET, HEAD")]
    [InlineData("PATCH", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", "GET, HEAD")]
    [InlineData("PUT", "/ResourceTypes", "GET, HEAD")]
    [InlineData("DELETE", "/ResourceTypes/User", "GET, HEAD")]
    [InlineData("DELETE", "/ServiceProviderConfig", "GET, HEAD")]
    [InlineData("POST", "/scim", "GET, HEAD")]
    [InlineData("BREW", "/v2/Users", "GET, HEAD, POST")]
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
    [InlineData("gzip", 415)]
    [InlineData("identity", 201)]
    public async Task A_body_that_is_coded_is_refused(string coding, int status)
    {
        using var client = await ingress.ClientAsync();
        var content = new StringContent(User.Json("coded@x.com"), Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        content.Headers.ContentEncoding.Add(coding);
        Assert.Equal(status, (await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, client.Address("/Users")) { Content = content })).Status);
    }

    [Fact]
    public async Task What_a_request_may_ask_for_can_be_set_and_the_detail_names_the_limit()
    {
        await using var host = IngressHost.Start(ingress.Database, settings:
            [("Ingress:MaxJsonDepth", "8"), ("Ingress:MaxPatchOperations", "50"), ("Ingress:MaxPatchValues", "60"), ("Ingress:MaxBodySize", "20000")]);
        using var client = host.ClientOf((await ingress.OrganisationAsync()).Token);
        var id = await client.CreateAsync("limits@x.com");

        await RefusedAsync(400, "8 levels", User.Json("deep@x.com").Replace("\"active\"", $"\"x\":{Nested(9)},\"active\"", StringComparison.Ordinal));
        await RefusedAsync(413, "20000 bytes", User.Json(new string('x', 20_000)));
        var many = await client.PatchAsync(id, string.Join(',', Enumerable.Repeat("""{"op":"add","path":"title","value":"x"}""", 51)));
        Assert.Equal(413, many.Status);
        Assert.Contains("at most 50", many.Text("detail"), StringComparison.Ordinal);
        var values = string.Join(',', Enumerable.Range(0, 31).Select(value => $$"""{"value":"{{value}}"}"""));
        var wide = await client.PatchAsync(id, $$"""{"op":"add","path":"roles","value":[{{values}}]}""");
        Assert.Equal(413, wide.Status);
        Assert.Contains("at most 60", wide.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("W/\"1\"", (await client.GetAsync($"/Users/{id}")).Text("meta/version"));

        async Task RefusedAsync(int status, string limit, string body)
        {
            var answer = await client.PostAsync("/Users", body);
            Assert.Equal(status, answer.Status);
            Assert.Contains(limit, answer.Text("detail"), StringComparison.Ordinal);
        }
    }

    static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    [Fact]
    public async Task More_values_of_one_attribute_than_a_person_has_are_refused()
    {
        using var client = await ingress.ClientAsync();
        var roles = string.Join(',', Enumerable.Range(0, 501).Select(role => $$"""{"value":"{{role}}"}"""));
        var answer = await client.PostAsync("/Users", $$"""{"userName":"roles@x.com","roles":[{{roles}}]}""");
        Assert.Equal((400, "invalidValue"), (answer.Status, answer.Text("scimType")));
        Assert.Contains("500", answer.Text("detail"), StringComparison.Ordinal);
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

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_a_client_cannot_provoke_has_the_same_form(int status)
    {
        Exception fault = status switch
        {
            408 => new BadHttpRequestException("too slow", status),
            500 => new InvalidOperationException("a fault of ours, with its inner workings"),
            _ => new TimeoutException(),
        };
        var context = new DefaultHttpContext { RequestServices = ingress.Host.Services, Response = { Body = new MemoryStream() } };
        var errors = ActivatorUtilities.CreateInstance<ScimErrors>(ingress.Host.Services, (RequestDelegate)(_ => throw fault));
        await errors.InvokeAsync(context);
        Assert.Equal((status, "application/scim+json"), (context.Response.StatusCode, context.Response.ContentType));
        context.Response.Body.Position = 0;
        var body = (await JsonNode.ParseAsync(context.Response.Body, cancellationToken: Token))!;
        Assert.Equal(status.ToString(), (string?)body["status"]);
        Assert.DoesNotContain("inner workings", body.ToJsonString(), StringComparison.Ordinal);
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
