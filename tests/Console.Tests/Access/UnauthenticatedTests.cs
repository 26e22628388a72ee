using System.Net;
using Blink.Pipeline.Console.Tests.Bench;

namespace Blink.Pipeline.Console.Tests.Access;

public sealed class UnauthenticatedTests(ConsoleBench bench)
{
    // The doors, and what is watched from inside the network; files apart.
    static readonly HashSet<string> Open =
        ["/health/live", "/health/ready", "/health", "/metrics", "/sign-in", "/sign-in/once/{code}"];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Nothing_is_open_but_the_doors_the_files_and_what_is_watched() => Assert.Equal(
        Open.Order(),
        ConsoleEndpoint.Of(bench.Host).Where(endpoint => endpoint is { IsOpen: true, IsAsset: false }).Select(endpoint => endpoint.Route).Distinct().Order());

    [Fact]
    public async Task Whatever_else_is_requested_nothing_is_given()
    {
        using var client = bench.Host.Client();
        var closed = ConsoleEndpoint.Of(bench.Host).Where(endpoint => !endpoint.IsOpen).ToList();
        Assert.NotEmpty(closed);

        foreach (var endpoint in closed)
        {
            using var answer = await endpoint.SendAsync(client);
            Assert.True(IsRefusal(answer), $"{endpoint.Name} answered {answer.StatusCode}");
            Assert.Empty(await answer.Content.ReadAsStringAsync(Token));
        }
    }

    [Theory]
    [InlineData("/organisations", HttpStatusCode.Redirect)]
    [InlineData("/no-such-page", HttpStatusCode.Redirect)]
    [InlineData("/_blazor", HttpStatusCode.Unauthorized)]
    [InlineData("/_blazor/negotiate", HttpStatusCode.Unauthorized)]
    [InlineData("/api/organisations", HttpStatusCode.Unauthorized)]
    [InlineData("/api/no-such-thing", HttpStatusCode.Unauthorized)]
    public async Task A_page_sends_to_sign_in_and_a_machine_is_told(string path, HttpStatusCode expected)
    {
        using var client = bench.Host.Client();

        using var answer = await client.GetAsync(path, Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost", HttpStatusCode.Unauthorized)]
    public async Task The_connection_of_a_page_is_for_pages_of_this_origin(string origin, HttpStatusCode expected)
    {
        using var client = bench.Host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor");
        request.Headers.Host = "localhost";
        request.Headers.Add("Origin", origin);

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Health_and_metrics_answer()
    {
        using var client = bench.Host.Client();
        foreach (var path in new[] { "/health/live", "/metrics" })
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path, Token)).StatusCode);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/organisations")]
    [InlineData("/api/organisations")]
    [InlineData("/health/live")]
    [InlineData("/console.css")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        using var client = bench.Host.Client();

        using var answer = await client.GetAsync(path, Token);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        if (path != "/console.css")
            Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    static bool IsRefusal(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.Unauthorized || answer.Headers.Location?.OriginalString == "/sign-in";
}
