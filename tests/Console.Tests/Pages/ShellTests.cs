using Blink.Pipeline.Console.Tests.Bench;
using Blink.Pipeline.Ops.Organisations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.Pages;

public sealed class ShellTests(ConsoleBench bench)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_keyboard_is_enough_to_go_somewhere_and_do_something()
    {
        var name = $"Typed {Guid.NewGuid()}";
        await using var visitor = await bench.VisitAsync();
        await visitor.GoAsync(ConsolePage.Of("audit"), bench.Data);

        await visitor.TabToAsync("Skip to content");
        await visitor.TabToAsync("Organisations");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.HeadingAsync("Organisations");
        await visitor.TabToAsync("New organisation");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync(name);
        await visitor.TabToAsync("Create");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await visitor.ReadAsync($"{name} is created.");
    }

    [Fact]
    public async Task The_skip_link_leads_into_the_page()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.GoAsync(ConsolePage.Of("audit"), bench.Data);

        await visitor.TabToAsync("Skip to content");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visitor.Page.Locator("main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Whatever_has_the_focus_shows_it()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.GoAsync(ConsolePage.Of("organisation"), bench.Data);

        await visitor.TabToAsync("Skip to content");

        var stops = 0;
        // Until it comes round: behind the last one the page itself has it.
        while (await visitor.TabAsync() is var focused && !focused.Contains("<body", StringComparison.Ordinal))
        {
            Assert.StartsWith("2px solid", focused, StringComparison.Ordinal);
            stops++;
        }
        Assert.InRange(stops, 8, 60);
    }

    [Fact]
    public async Task The_theme_follows_the_system_until_it_is_chosen()
    {
        await using var visitor = await bench.VisitAsync(ColorScheme.Dark);
        await visitor.GoAsync(ConsolePage.Of("audit"), bench.Data);
        await HasThemeAsync(visitor, "dark");

        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await HasThemeAsync(visitor, "light");
        await visitor.PressAsync("Dark theme");
        await visitor.Page.ReloadAsync();

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Light theme" }).WaitForAsync();
        await HasThemeAsync(visitor, "dark");
    }

    [Fact]
    public async Task On_a_phone_the_navigation_opens_over_the_page()
    {
        await using var visitor = await bench.VisitAsync(screen: Screen.Phone);
        await visitor.GoAsync(ConsolePage.Of("audit"), bench.Data);

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Navigation" })).ToHaveAttributeAsync("aria-expanded", "false");
        await visitor.PressAsync("Navigation");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Queues" }).ClickAsync();

        await visitor.HeadingAsync("Queues");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Queues" })).Not.ToBeInViewportAsync();
    }

    [Fact]
    public async Task What_changes_is_shown_without_taking_the_focus()
    {
        var name = $"Arrived {Guid.NewGuid()}";
        await using var visitor = await bench.VisitAsync();
        await visitor.GoAsync(ConsolePage.Of("organisations"), bench.Data);
        var link = visitor.Page.GetByRole(AriaRole.Link, new() { Name = bench.Data.Contoso.Name });
        await link.FocusAsync();

        await bench.Host.Use<OrganisationStore>().CreateAsync(new(default, name, "basic", null, "GB", default), "test", Token);

        await visitor.ReadAsync(name);
        await Assertions.Expect(link).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_could_not_be_refreshed_says_since_when()
    {
        await using var host = await ConsoleHost.StartAsync();
        await using var visitor = await bench.VisitAsync(host);
        await visitor.Page.GotoAsync("/organisations");
        await visitor.ReadAsync("No organisations yet.");

        await host.ExecuteAsync("ALTER TABLE operations.organisations RENAME TO organisations_away");
        await visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Not refreshed since" }).WaitForAsync();
        await Accessibility.CheckAsync(visitor);
        await visitor.ReadAsync("No organisations yet.");
        await host.ExecuteAsync("ALTER TABLE operations.organisations_away RENAME TO organisations");

        await Assertions.Expect(visitor.Page.GetByText("Not refreshed since")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_that_stays_open_leaves_when_its_session_ends()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await ConsoleHost.StartAsync(configure: services => services.AddSingleton<TimeProvider>(clock));
        await using var visitor = await bench.VisitAsync(host);
        await visitor.Page.GotoAsync("/organisations");
        await visitor.ReadAsync("No organisations yet.");

        clock.Advance(TimeSpan.FromHours(8));

        await visitor.ReadAsync("Your session has ended.");
    }

    [Fact]
    public async Task The_sign_in_page_has_no_accessibility_violation()
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var visitor = await bench.OpenAsync(scheme);
            await visitor.Page.GotoAsync("/sign-in?problem=LinkIsUsed");
            await visitor.ReadAsync("This link was used before");
            await Accessibility.CheckAsync(visitor);
            Assert.Empty(visitor.Errors);
        }
    }

    static Task HasThemeAsync(Visitor visitor, string theme) =>
        Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", theme);
}
