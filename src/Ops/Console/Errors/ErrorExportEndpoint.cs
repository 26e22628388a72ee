using System.Text.Json;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.SyncProgress;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;

namespace Blink.Pipeline.Ops.Console.Errors;

/// <summary>Sync errors as a download.</summary>
static class ErrorExportEndpoint
{
    public const string Path = "/errors/export";

    public static void MapErrorExport(this WebApplication application) => application.MapPost(Path, (HttpContext http, [FromForm] string filter) =>
        Downloads.GiveAsync<SyncErrorExport>(http, Operation.ExportErrors, "sync-errors", "csv", "text/csv; charset=utf-8", async (export, body, actor) =>
        {
            var wanted = JsonSerializer.Deserialize<SyncErrorFilter>(filter, JsonSerializerOptions.Web)!;
            // Excel takes it for UTF-8 only with a byte order mark.
            await using var csv = CsvWriter.Create(body, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
            await export.WriteAsync(csv, wanted, actor, http.RequestAborted);
        }));
}
