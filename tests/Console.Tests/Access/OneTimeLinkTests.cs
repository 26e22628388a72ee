using System.Net;
using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.Access;

public sealed class OneTimeLinkTests(ConsoleBench bench)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_signs_in_once()
    {
        var link = await bench.Host.LinkAsync();
        using var first = bench.Host.Client();
        using var second = bench.Host.Client();

        using var welcome = await first.GetAsync(link, Token);
        using var refusal = await second.GetAsync(link, Token);

        Assert.Equal("/", welcome.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/organisations", Token)).StatusCode);
        Assert.Equal("/sign-in?problem=LinkIsUsed", refusal.Headers.Location?.OriginalString);
        Assert.False(refusal.Headers.Contains("Set-Cookie"));
        Assert.Equal("/sign-in", (await second.GetAsync("/organisations", Token)).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Of_many_who_follow_a_link_at_once_one_gets_in()
    {
        var link = await bench.Host.LinkAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var client = bench.Host.Client();
            using var answer = await client.GetAsync(link, Token);
            return answer.Headers.Location?.OriginalString;
        }));

        Assert.Single(answers, "/");
    }

    [Fact]
    public async Task A_sign_in_is_audited_under_the_name_that_made_the_link()
    {
        var name = $"someone-{Guid.NewGuid()}";
        using var client = bench.Host.Client();

        using var answer = await client.GetAsync(await bench.Host.LinkAsync(name), Token);

        Assert.Equal(1, await bench.Host.ScalarAsync<long>(
            $"SELECT count(*) FROM operations.audit_records WHERE actor = '{name}' AND action = 'session.started' AND details->>'how' = 'link'"));
    }

    [Fact]
    public async Task The_cookie_is_kept_from_scripts_and_other_sites()
    {
        using var client = bench.Host.Client();

        using var answer = await client.GetAsync(await bench.Host.LinkAsync(), Token);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_link_is_refused_after_ten_minutes_and_a_session_ends_when_it_was_said_to()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await ConsoleHost.StartAsync(configure: services => services.AddSingleton<TimeProvider>(clock));
        using var client = host.Client();
        var late = await host.LinkAsync();
        clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("/sign-in?problem=LinkIsUsed", (await client.GetAsync(late, Token)).Headers.Location?.OriginalString);
        Assert.Equal("/", (await client.GetAsync(await host.LinkAsync(), Token)).Headers.Location?.OriginalString);
        // Used all the time, which prolongs nothing.
        for (var hour = 0; hour < 7; hour++)
        {
            clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/organisations", Token)).StatusCode);
        }
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("/sign-in", (await client.GetAsync("/organisations", Token)).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Where_links_are_not_wanted_there_is_no_such_door()
    {
        await using var host = await ConsoleHost.StartAsync(new Dictionary<string, string?> { ["Console:OneTimeLinks"] = "false" });
        using var client = host.Client();

        Assert.Equal("/sign-in", (await client.GetAsync(await host.LinkAsync(), Token)).Headers.Location?.OriginalString);
        Assert.DoesNotContain(ConsoleEndpoint.Of(host), endpoint => endpoint.Route.StartsWith("/sign-in/once", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_are_refused_at_the_start_where_others_could_reach_them()
    {
        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => ConsoleHost.StartAsync(
            new Dictionary<string, string?> { ["urls"] = "http://0.0.0.0:0" }));

        Assert.Contains("Console:OneTimeLinks is true and the console listens on http://0.0.0.0:0", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_takes_a_form_of_our_own()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync("/");
        var cookie = await visitor.CookiesAsync();
        using var stranger = bench.Host.Client();
        stranger.DefaultRequestHeaders.Add("Cookie", cookie);

        using var forged = await stranger.PostAsync("/sign-out", new FormUrlEncodedContent([]), Token);
        await visitor.PressAsync("Sign out");

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        await visitor.ReadAsync("You are signed out.");
        await visitor.Page.GotoAsync("/organisations");
        await visitor.HeadingAsync("Blink operations");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_in_other_tabs_and_for_copies_of_the_cookie()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync("/");
        await visitor.HeadingAsync("Overview");
        var other = await visitor.Page.Context.NewPageAsync();
        await other.GotoAsync("/organisations");
        await other.GetByRole(AriaRole.Button, new() { Name = "New organisation" }).WaitForAsync();
        using var copy = bench.Host.Client();
        copy.DefaultRequestHeaders.Add("Cookie", await visitor.CookiesAsync());
        using var before = await copy.GetAsync("/organisations", Token);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        await visitor.PressAsync("Sign out");
        await visitor.ReadAsync("You are signed out.");

        // The list is read anew every five seconds.
        await other.WaitForURLAsync("**/sign-in**");
        using var after = await copy.GetAsync("/organisations", Token);
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (after.StatusCode, after.Headers.Location?.OriginalString));
    }
}
