using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>The HTML form of a digest: Razor components, which encode every value.</summary>
sealed class DigestHtml(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<string> OfAsync(DigestView view)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(DigestPage.View)] = view });
        return await renderer.Dispatcher.InvokeAsync(async () =>
            "<!DOCTYPE html>\n" + (await renderer.RenderComponentAsync<DigestPage>(parameters)).ToHtmlString());
    }
}
