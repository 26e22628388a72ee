using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.Pages;

public sealed class EveryPageTests(ConsoleBench bench)
{
    public static TheoryData<string> Pages => ConsolePage.Names;

    [Theory]
    [MemberData(nameof(Pages))]
    public Task It_has_no_accessibility_violation_in_light(string page) => HasNoViolationAsync(page, ColorScheme.Light);

    [Theory]
    [MemberData(nameof(Pages))]
    public Task It_has_no_accessibility_violation_in_dark(string page) => HasNoViolationAsync(page, ColorScheme.Dark);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task It_fits_a_phone(string name)
    {
        await using var visitor = await bench.VisitAsync(screen: Screen.Phone);

        await visitor.GoAsync(ConsolePage.Of(name), bench.Data);

        Assert.Equal(Screen.Phone.Width, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Pictures.TakeAsync(visitor, $"{name}-phone");
    }

    async Task HasNoViolationAsync(string name, ColorScheme scheme)
    {
        await using var visitor = await bench.VisitAsync(scheme);
        await visitor.GoAsync(ConsolePage.Of(name), bench.Data);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = scheme == ColorScheme.Dark ? "Light theme" : "Dark theme" }).WaitForAsync();

        await Accessibility.CheckAsync(visitor);

        // Nothing came from elsewhere, nothing was refused by the policy, no script failed.
        Assert.Empty(visitor.Errors);
        await Pictures.TakeAsync(visitor, $"{name}-{scheme.ToString().ToLowerInvariant()}");
    }
}
