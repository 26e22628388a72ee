using System.Net;
using System.Security.Cryptography;
using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Blink.Pipeline.Console.Tests.Access;

public sealed class OpenIdConnectTests : IAsyncLifetime
{
    FakeProvider provider = null!;
    ConsoleHost host = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        provider = await FakeProvider.StartAsync();
        host = await ConsoleHost.StartAsync(Settings(provider.Address));
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task A_person_with_a_role_comes_in_under_their_name()
    {
        provider.Roles = ["something else", "blink-operator"];
        using var client = host.Client();

        using var answer = await SignInAsync(client);

        Assert.Equal("/", answer.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/organisations", Token)).StatusCode);
        Assert.Equal(1, await host.ScalarAsync<long>(
            """SELECT count(*) FROM operations.audit_records WHERE actor = 'ada@blink.example' AND action = 'session.started' AND details->'roles' = '["operator"]'"""));
    }

    [Fact]
    public async Task A_person_without_a_role_stays_outside()
    {
        provider.Roles = ["operator", "admin"];
        using var client = host.Client();

        using var answer = await SignInAsync(client);

        Assert.Equal("/sign-in?problem=NoRole", answer.Headers.Location?.OriginalString);
        await IsOutsideAsync(client);
    }

    [Fact]
    public async Task An_answer_that_was_not_asked_for_is_refused()
    {
        provider.Roles = ["blink-operator"];
        using var victim = host.Client();

        // The attacker's own code and state, brought to somebody else's browser.
        var back = await AuthoriseAsync(host.Client());
        using var answer = await victim.GetAsync(back, Token);

        Assert.Equal("/sign-in?problem=ProviderRefused", answer.Headers.Location?.OriginalString);
        await IsOutsideAsync(victim);
    }

    [Fact]
    public async Task An_answer_with_another_state_is_refused()
    {
        provider.Roles = ["blink-operator"];
        using var client = host.Client();

        var back = await AuthoriseAsync(client);
        using var answer = await client.GetAsync(new Uri(back.GetLeftPart(UriPartial.Path) + back.Query.Split("&state=")[0] + "&state=forged"), Token);

        Assert.Equal("/sign-in?problem=ProviderRefused", answer.Headers.Location?.OriginalString);
        await IsOutsideAsync(client);
    }

    [Fact]
    public async Task A_token_that_somebody_else_signed_is_refused()
    {
        provider.Roles = ["blink-operator"];
        using var forger = RSA.Create(2048);
        provider.SigningKey = new RsaSecurityKey(forger) { KeyId = "one" };
        using var client = host.Client();

        using var answer = await SignInAsync(client);

        Assert.Equal("/sign-in?problem=ProviderRefused", answer.Headers.Location?.OriginalString);
        await IsOutsideAsync(client);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        provider.Roles = ["blink-operator"];
        using var client = host.Client();
        var back = await AuthoriseAsync(client);

        Assert.Equal("/", (await client.GetAsync(back, Token)).Headers.Location?.OriginalString);
        Assert.Equal("/sign-in?problem=ProviderRefused", (await client.GetAsync(back, Token)).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_log_names_nobody()
    {
        provider.Roles = ["blink-operator"];
        using var client = host.Client();

        using var answer = await SignInAsync(client);

        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains("ada@", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Authority", "http://login.example/", "Authority is 'http://login.example/'")]
    [InlineData("ClientId", "", "ClientId is not set")]
    [InlineData("ClientSecret", "", "ClientSecret is not set")]
    [InlineData("ViewerRole", "blink-operator", "are not three different values")]
    [InlineData("RoleClaim", "", "RoleClaim")]
    public async Task A_wrong_setting_stops_the_start_with_a_sentence(string setting, string value, string expected)
    {
        var settings = Settings("https://login.example/");
        settings[$"Console:OpenIdConnect:{setting}"] = value;

        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => ConsoleHost.StartAsync(settings));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    static Dictionary<string, string?> Settings(string authority) => new()
    {
        ["Console:OneTimeLinks"] = "false",
        ["Console:OpenIdConnect:Authority"] = authority,
        ["Console:OpenIdConnect:ClientId"] = FakeProvider.ClientId,
        ["Console:OpenIdConnect:ClientSecret"] = FakeProvider.ClientSecret,
        ["Console:OpenIdConnect:OperatorRole"] = "blink-operator",
    };

    static async Task<HttpResponseMessage> SignInAsync(HttpClient client) => await client.GetAsync(await AuthoriseAsync(client), Token);

    // To the provider, and its way back to us, which the browser has not followed yet.
    static async Task<Uri> AuthoriseAsync(HttpClient client)
    {
        using var there = await client.GetAsync("/sign-in/provider", Token);
        using var back = await client.GetAsync(there.Headers.Location, Token);
        return back.Headers.Location!;
    }

    static async Task IsOutsideAsync(HttpClient client) =>
        Assert.Equal("/sign-in", (await client.GetAsync("/organisations", Token)).Headers.Location?.OriginalString);
}
