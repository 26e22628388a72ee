using System.Globalization;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ops.Accounts;
using Blink.Pipeline.Ops.Audit;
using CsvHelper;

namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>Writes sync errors as CSV, in the order of a listing; cells that a spreadsheet would run as formulas are guarded.</summary>
sealed class SyncErrorExport(SyncErrorReader errors, AuditLog audit)
{
    static readonly string[] Columns =
    [
        "organisation", "user_name", "name", "employee_id", "severity", "reason", "problem", "remedy", "value", "raised_at", "resolved_at",
        "mail", "mailed_at", "scim_user_id", "sync_error_id",
    ];

    /// <summary>Writes them. The audit record comes first: people's data never leave without one.</summary>
    /// <param name="csv">Takes them.</param>
    /// <param name="filter">Which.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it, in the middle of the file.</param>
    /// <returns>How many there are.</returns>
    public async Task<int> WriteAsync(CsvWriter csv, SyncErrorFilter filter, string actor, CancellationToken cancellationToken)
    {
        var subject = filter.OrganisationId is { } organisation ? $"organisation:{organisation}" : "sync-errors";
        var details = new
        {
            filter.Open,
            filter.Severity,
            filter.Reasons,
            filter.Since,
            filter.Until,
            text = filter.Text is not null,
        };
        await audit.WriteAsync(actor, "sync-errors.exported", subject, details, cancellationToken);
        csv.WriteHeader(Columns);
        var count = 0;
        await foreach (var error in errors.AllAsync(filter, cancellationToken))
        {
            foreach (var cell in Cells(error))
                csv.WriteField(AccountColumns.Guard(cell));
            await csv.EndRecordAsync(cancellationToken);
            count++;
        }
        await csv.FlushAsync(cancellationToken);
        return count;
    }

    static string?[] Cells(SyncError error)
    {
        var text = ReasonText.Of(error.Reason);
        return
        [
            error.Organisation, error.UserName, error.Name, error.EmployeeId, error.Severity, error.Reason, text.Problem, text.Remedy,
            error.Value, Time(error.RaisedAt), Time(error.ResolvedAt), error.Mailing, Time(error.MailedAt),
            error.ScimUserId.ToString(), error.Id.ToString(),
        ];
    }

    static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
