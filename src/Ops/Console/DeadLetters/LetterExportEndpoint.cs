using System.Globalization;
using System.Text;
using System.Text.Json;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.DeadLetters;
using Microsoft.AspNetCore.Mvc;

namespace Blink.Pipeline.Ops.Console.DeadLetters;

/// <summary>
/// Dead letters as a download, written as they are read. A form asks for it, because what it asks for may be somebody's name, which has no
/// place in an address.
/// </summary>
static class LetterExportEndpoint
{
    public const string Path = "/dead-letters/export";

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void MapLetterExport(this WebApplication application) => application.MapPost(Path, ExportAsync);

    static async Task ExportAsync(HttpContext http, [FromForm] string filter, Gate gate, TimeProvider timeProvider)
    {
        try
        {
            var wanted = JsonSerializer.Deserialize<DeadLetterFilter>(filter, JsonSerializerOptions.Web)!;
            await gate.RunAsync<LetterFileExport, int>(
                Caller.From(http.User), Operation.ExportLetters, (export, actor) => WriteAsync(http.Response, export, wanted, actor, timeProvider.GetUtcNow()), http.RequestAborted);
        }
        catch (Exception exception) when (!http.Response.HasStarted && (exception is DeniedException || ErrorSentences.OrNone(exception) is not null))
        {
            http.Response.Headers.ContentDisposition = default;
            http.Response.StatusCode = exception is DeniedException ? StatusCodes.Status403Forbidden : StatusCodes.Status503ServiceUnavailable;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(ErrorSentences.OrNone(exception) ?? exception.Message, http.RequestAborted);
        }
    }

    // What fails half-way ends the connection: the browser says that the download failed, and the file has no last line.
    static async Task<int> WriteAsync(HttpResponse response, LetterFileExport export, DeadLetterFilter wanted, string actor, DateTimeOffset now)
    {
        response.ContentType = "application/x-ndjson";
        response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"dead-letters-{now.UtcDateTime:yyyyMMdd-HHmmss}.ndjson\"");
        await using var writer = new StreamWriter(response.Body, Utf8, leaveOpen: true);
        return await export.WriteAsync(writer, wanted, actor, response.HttpContext.RequestAborted);
    }
}
