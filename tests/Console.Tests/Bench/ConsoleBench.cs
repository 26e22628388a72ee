using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ConsoleBench))]

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>The console and the browser that all tests of this project share.</summary>
public sealed class ConsoleBench : IAsyncLifetime
{
    IPlaywright playwright = null!;
    IBrowser browser = null!;

    public ConsoleHost Host { get; private set; } = null!;

    /// <summary>What there is to be seen.</summary>
    public SampleData Data { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await ConsoleHost.StartAsync();
        Data = await SampleData.CreateAsync(Host);
        var chromium = await Chromium.FindAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Headless = true,
            // Tests run as root in containers, where its sandbox does not start.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    /// <summary>A window of somebody who is signed in as support and operator.</summary>
    public async Task<Visitor> VisitAsync(ColorScheme scheme = ColorScheme.Light, Screen? screen = null)
    {
        var visitor = await OpenAsync(scheme, screen);
        await visitor.Page.GotoAsync((await Host.LinkAsync()).ToString());
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        return visitor;
    }

    /// <summary>A window of somebody who is not signed in.</summary>
    public async Task<Visitor> OpenAsync(ColorScheme scheme = ColorScheme.Light, Screen? screen = null)
    {
        screen ??= Screen.Desk;
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = Host.Address.ToString(),
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = screen.Width, Height = screen.Height },
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        return new Visitor(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await Host.DisposeAsync();
    }
}
