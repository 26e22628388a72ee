using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>The HTML form of a mail: Razor components, which encode every value.</summary>
sealed class MailHtml(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>Renders a page.</summary>
    /// <typeparam name="TPage">The page, whose only parameter is called <c>View</c>.</typeparam>
    /// <param name="view">What it shows.</param>
    /// <returns>The whole document.</returns>
    public async Task<string> OfAsync<TPage>(object view)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["View"] = view });
        return await renderer.Dispatcher.InvokeAsync(async () =>
            "<!DOCTYPE html>\n" + (await renderer.RenderComponentAsync<TPage>(parameters)).ToHtmlString());
    }
}
