using Blink.Pipeline.Contracts;
using CsvHelper;
using MimeKit.IO;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>The attachment that names everybody (RFC 4180, UTF-8 with a byte order mark, by which spreadsheets recognise it).</summary>
static class DigestCsv
{
    const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff'Z'";

    static readonly CsvWriterOptions Options = new()
    {
        // A cell that a spreadsheet would run as a formula (it begins with = @ + - tab or CR) gets an apostrophe in front, which shows it as text.
        Injection = CsvInjection.Escape,
        NewLine = "\r\n",
        WriteByteOrderMark = true,
    };

    /// <summary>The file, from its beginning.</summary>
    public static Stream Of(DigestContent content)
    {
        var stream = new MemoryBlockStream();
        using (var csv = CsvWriter.Create(stream, Options, leaveOpen: true))
        {
            csv.WriteHeader("status", "reason", "name", "userName", "employeeId", "value", "raisedAt", "problem", "whatToDo");
            WriteItems(csv, "error", content.Errors);
            WriteItems(csv, "warning", content.Warnings);
            WriteItems(csv, "resolved", content.Resolved);
        }
        stream.Position = 0;
        return stream;
    }

    static void WriteItems(CsvWriter csv, string status, IReadOnlyList<DigestItem> items)
    {
        foreach (var item in items)
        {
            var reason = ReasonText.Of(item.Reason);
            csv.WriteRecord([
                status, item.Reason, item.Name, item.UserName, item.EmployeeId, item.Value, item.RaisedAt.ToString(TimeFormat),
                reason.Problem, status == "resolved" ? "" : reason.Remedy]);
        }
    }
}
