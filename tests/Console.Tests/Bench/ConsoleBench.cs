using Blink.Pipeline.Console.Tests.Bench;
using Blink.Pipeline.Ops.Access;
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
        // As long as a click waits; five seconds are soon over on a busy machine.
        Assertions.SetDefaultExpectTimeout(30_000);
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
    public Task<Visitor> VisitAsync(ColorScheme scheme = ColorScheme.Light, Screen? screen = null) => VisitAsync(Host, scheme, screen);

    /// <summary>A window of somebody who is signed in at another console.</summary>
    public async Task<Visitor> VisitAsync(ConsoleHost host, ColorScheme scheme = ColorScheme.Light, Screen? screen = null)
    {
        var visitor = await OpenAsync(host, scheme, screen);
        await visitor.SignInAsync(host.Address, await host.CookieAsync("night.operator", Role.Support, Role.Operator));
        return visitor;
    }

    /// <summary>A window of somebody who is signed in with other roles.</summary>
    internal async Task<Visitor> VisitAsync(params Role[] roles)
    {
        var visitor = await OpenAsync();
        await visitor.SignInAsync(Host.Address, await Host.CookieAsync(roles));
        return visitor;
    }

    /// <summary>A window of somebody who is not signed in.</summary>
    public Task<Visitor> OpenAsync(ColorScheme scheme = ColorScheme.Light) => OpenAsync(Host, scheme, null);

    async Task<Visitor> OpenAsync(ConsoleHost host, ColorScheme scheme, Screen? screen)
    {
        screen ??= Screen.Desk;
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = host.Address.ToString(),
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
