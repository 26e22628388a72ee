using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using CsvHelper;
using Npgsql;

namespace Blink.Pipeline.Ops.Accounts;

/// <summary>Writes accounts as a file that <see cref="AccountFileImport"/> reads, row by row as the database sends them.</summary>
sealed class AccountFileExport(NpgsqlDataSource dataSource, AuditLog audit)
{
    const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff'Z'";
    const int FirstTime = 17;

    // The columns in the order of AccountColumns.Exported.
    const string Sql = """
        SELECT
            account.account_id::text,
            CASE WHEN account.active THEN 'active' ELSE 'disabled' END,
            account.first_name,
            account.surname,
            account.employee_id,
            account.location,
            account.job_title,
            account.company_name,
            account.department,
            account.manager,
            account.email,
            account.mobile_phone,
            account.work_phone,
            account.about_me,
            account.scim_user_id::text,
            desired.user_name,
            account.linked_by,
            account.linked_at,
            account.created_at,
            account.updated_at
        FROM provisioning.account_profiles AS account
        LEFT JOIN scim.desired_users AS desired ON desired.scim_user_id = account.scim_user_id
        WHERE account.organisation_id = @organisation
            AND (@text::text IS NULL OR strpos(
                lower(concat_ws(' ', account.first_name, account.surname, account.email, account.employee_id)), lower(@text)) > 0)
            AND (@active::boolean IS NULL OR account.active = @active)
            AND (@linked::boolean IS NULL OR (account.scim_user_id IS NOT NULL) = @linked)
        ORDER BY lower(account.surname), lower(account.first_name), account.account_id
        """;

    /// <summary>Writes the accounts as they are at one moment. The audit record comes first: people's data never leave without one.</summary>
    /// <param name="csv">Takes them.</param>
    /// <param name="filter">Which.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it, in the middle of the file.</param>
    /// <returns>How many there are.</returns>
    public async Task<int> WriteAsync(CsvWriter csv, AccountFilter filter, string actor, CancellationToken cancellationToken)
    {
        await audit.WriteAsync(
            actor, "accounts.exported", $"organisation:{filter.OrganisationId}", new { filter.Text, filter.Active, filter.Linked }, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection) { CommandTimeout = 0 }
            .With("organisation", filter.OrganisationId).With("text", filter.Text).With("active", filter.Active).With("linked", filter.Linked);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        csv.WriteHeader([.. AccountColumns.Exported]);
        var count = 0;
        for (; await rows.ReadAsync(cancellationToken); count++)
        {
            foreach (var column in Enumerable.Range(0, rows.FieldCount))
                csv.WriteField(column < FirstTime ? AccountColumns.Guard(rows.Nullable<string>(column)) : rows.Nullable<DateTimeOffset?>(column)?.ToString(TimeFormat));
            await csv.EndRecordAsync(cancellationToken);
        }
        await csv.FlushAsync(cancellationToken);
        return count;
    }
}
