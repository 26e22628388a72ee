using System.Net;
using Blink.Pipeline.Console.Tests.Bench;

namespace Blink.Pipeline.Console.Tests.Access;

/// <summary>A console that others can reach, behind a proxy that ends TLS.</summary>
public sealed class TransportTests : IAsyncLifetime
{
    ConsoleHost host = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await ConsoleHost.StartAsync(new Dictionary<string, string?>
    {
        ["urls"] = "http://0.0.0.0:0",
        ["Console:OneTimeLinks"] = "false",
        ["ForwardedHeaders_Enabled"] = "true",
    });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/organisations")]
    [InlineData("/api/organisations")]
    [InlineData("/console.css")]
    public async Task Without_encryption_it_gives_a_sentence_and_nothing_else(string path)
    {
        using var client = host.Client();

        using var answer = await client.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.StartsWith("The console is served over https only.", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    public async Task What_is_watched_from_the_inside_answers(string path)
    {
        using var client = host.Client();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path, Token)).StatusCode);
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_it_browsers_are_told_to_stay_with_it()
    {
        using var client = host.Client();
        client.DefaultRequestHeaders.Host = "console.blink.example";
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        using var answer = await client.GetAsync("/sign-in", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
    }
}
