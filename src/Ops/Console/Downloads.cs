using System.Globalization;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Cli;

namespace Blink.Pipeline.Ops.Console;

/// <summary>
/// Files for whoever sits at the browser, written as they are read. A form asks for them, because what it asks for may be somebody's
/// name, which has no place in an address.
/// </summary>
static class Downloads
{
    /// <summary>Gives a file through the gate, or one sentence on why there is none.</summary>
    /// <typeparam name="TService">The service that writes it.</typeparam>
    /// <param name="http">The request.</param>
    /// <param name="operation">What it is.</param>
    /// <param name="name">What the file is called; the time and then its ending follow.</param>
    /// <param name="ending">Such as <c>csv</c>.</param>
    /// <param name="contentType">What the file is.</param>
    /// <param name="write">Writes it to the response's body; gets the name for the audit.</param>
    public static async Task GiveAsync<TService>(
        HttpContext http, Operation operation, string name, string ending, string contentType, Func<TService, Stream, string, Task> write)
        where TService : notnull
    {
        var (response, services) = (http.Response, http.RequestServices);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        try
        {
            await services.GetRequiredService<Gate>().RunAsync<TService, bool>(
                Caller.From(http.User),
                operation,
                async (service, actor) =>
                {
                    response.ContentType = contentType;
                    response.Headers.ContentDisposition = string.Create(
                        CultureInfo.InvariantCulture, $"attachment; filename=\"{name}-{now.UtcDateTime:yyyyMMdd-HHmmss}.{ending}\"");
                    // What fails half-way ends the connection: the browser says that the download failed.
                    await write(service, response.Body, actor);
                    return true;
                },
                http.RequestAborted);
        }
        catch (Exception exception) when (!response.HasStarted && (exception is DeniedException || ErrorSentences.OrNone(exception) is not null))
        {
            response.Headers.ContentDisposition = default;
            response.StatusCode = exception is DeniedException ? StatusCodes.Status403Forbidden : StatusCodes.Status503ServiceUnavailable;
            response.ContentType = "text/plain; charset=utf-8";
            await response.WriteAsync(ErrorSentences.OrNone(exception) ?? exception.Message, http.RequestAborted);
        }
    }
}
