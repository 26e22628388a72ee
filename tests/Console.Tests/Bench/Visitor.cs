using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>Somebody at a window of the browser, with cookies of their own.</summary>
public sealed class Visitor : IAsyncDisposable
{
    readonly IBrowserContext context;

    public Visitor(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Errors.Enqueue(message.Text);
        };
        page.PageError += (_, error) => Errors.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>What the browser complained of: scripts that failed, and all that the policy refused.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    /// <summary>Gives them the cookie of a session.</summary>
    public Task SignInAsync(Uri address, string cookie)
    {
        var (name, value) = (cookie.Split('=', 2)[0], cookie.Split('=', 2)[1]);
        return context.AddCookiesAsync([new() { Name = name, Value = value, Url = address.ToString() }]);
    }

    /// <summary>Goes to a page, and waits until it shows its heading, where the focus is, and has loaded.</summary>
    public async Task GoAsync(ConsolePage page, SampleData data)
    {
        await Page.GotoAsync(page.Path(data));
        await HeadingAsync(page.Heading(data));
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await Assertions.Expect(Page.GetByText("Loading…")).ToHaveCountAsync(0);
    }

    /// <summary>Waits for a page's heading.</summary>
    public Task HeadingAsync(string heading) =>
        WaitAsync(() => Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading, Exact = true }).WaitForAsync());

    /// <summary>Waits until they are at an address.</summary>
    /// <param name="pattern">The address, with asterisks.</param>
    public Task ArriveAsync(string pattern) => WaitAsync(() => Page.WaitForURLAsync(pattern));

    /// <summary>Presses a button.</summary>
    public Task PressAsync(string button) =>
        WaitAsync(() => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync());

    /// <summary>Chooses a file, once the page listens.</summary>
    public async Task ChooseAsync(string label, string file)
    {
        var input = Page.GetByLabel(label, new() { Exact = true });
        await Assertions.Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(file);
    }

    /// <summary>Writes into a field.</summary>
    public Task FillAsync(string label, string text) => Page.GetByLabel(label, new() { Exact = true }).FillAsync(text);

    /// <summary>Presses Tab until what is called so has the focus.</summary>
    public async Task TabToAsync(string name)
    {
        const int Most = 60;
        for (var stop = 0; stop < Most; stop++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Page.EvaluateAsync<string>("document.activeElement.ariaLabel || document.activeElement.innerText?.trim() || ''") == name)
                return;
        }
        Assert.Fail($"'{name}' is not to be reached with Tab.");
    }

    /// <summary>Presses Tab.</summary>
    /// <returns>How what has the focus now is outlined, and what it is.</returns>
    public async Task<string> TabAsync()
    {
        await Page.Keyboard.PressAsync("Tab");
        // Some outlines grow; what counts is how they end.
        await Page.EvaluateAsync("Promise.all(document.activeElement.getAnimations().map(animation => animation.finished))");
        return await Page.EvaluateAsync<string>(
            "(style => `${style.outlineWidth} ${style.outlineStyle} ${document.activeElement.outerHTML}`)(getComputedStyle(document.activeElement))");
    }

    /// <summary>Waits until a text is to be read.</summary>
    public Task ReadAsync(string text) => WaitAsync(() => Page.GetByText(text).First.WaitForAsync());

    /// <summary>Their cookies, for requests beside the browser.</summary>
    public async Task<string> CookiesAsync() => string.Join("; ", (await context.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}"));

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    // What was not to be seen says little without what was.
    async Task WaitAsync(Func<Task> wait)
    {
        try
        {
            await wait();
        }
        catch (TimeoutException exception)
        {
            Assert.Fail($"""
                {exception.Message}
                The page {Page.Url} shows:
                {await Page.Locator("body").InnerTextAsync()}
                The browser complained of: {string.Join("; ", Errors)}
                """);
        }
    }
}
