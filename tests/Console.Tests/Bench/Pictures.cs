namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>Pictures of the pages for the documentation, taken where the variable BLINK_SCREENSHOTS names a folder.</summary>
static class Pictures
{
    static readonly string? Folder = Environment.GetEnvironmentVariable("BLINK_SCREENSHOTS");

    public static async Task TakeAsync(Visitor visitor, string name)
    {
        if (!string.IsNullOrEmpty(Folder))
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png") });
    }
}
