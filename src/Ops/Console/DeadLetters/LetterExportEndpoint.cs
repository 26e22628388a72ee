using System.Text;
using System.Text.Json;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.DeadLetters;
using Microsoft.AspNetCore.Mvc;

namespace Blink.Pipeline.Ops.Console.DeadLetters;

/// <summary>Dead letters as a download; one that was cut off has no last line, and is refused when it comes back.</summary>
static class LetterExportEndpoint
{
    public const string Path = "/dead-letters/export";

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void MapLetterExport(this WebApplication application) => application.MapPost(Path, (HttpContext http, [FromForm] string filter) =>
        Downloads.GiveAsync<LetterFileExport>(http, Operation.ExportLetters, "dead-letters", "ndjson", "application/x-ndjson", async (export, body, actor) =>
        {
            var wanted = JsonSerializer.Deserialize<DeadLetterFilter>(filter, JsonSerializerOptions.Web)!;
            await using var writer = new StreamWriter(body, Utf8, leaveOpen: true);
            await export.WriteAsync(writer, wanted, actor, http.RequestAborted);
        }));

    /// <summary>What a form asks with.</summary>
    public static string Ask(DeadLetterFilter filter) => JsonSerializer.Serialize(filter, JsonSerializerOptions.Web);
}
