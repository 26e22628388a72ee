using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>The rows of <c>provisioning.accounts</c>: how one is read, and how a group of them is written.</summary>
static class AccountRows
{
    public const string Columns = """
        account.id,
        account.organisation_id,
        account.active,
        account.scim_user_id,
        account.linked_by,
        account.linked_at,
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
        account.email_key,
        account.mobile_key,
        account.employee_id_key,
        account.updated_at
        """;

    // Within one statement PostgreSQL checks uniqueness row by row: a key moves from one account to another only if it was put down before.
    const string ReleaseSql = """
        UPDATE provisioning.accounts
        SET
            email_key = NULL,
            mobile_key = NULL,
            employee_id_key = NULL
        WHERE id = ANY(@ids)
        """;

    /// <summary>The columns that the decisions and the import write, in the order of <see cref="Arrays"/>.</summary>
    public const string WrittenColumns = """
        id, organisation_id, active, scim_user_id, linked_by, linked_at,
        first_name, surname, employee_id, location, job_title, company_name, department, manager,
        email, mobile_phone, work_phone, about_me,
        email_key, mobile_key, employee_id_key, updated_at
        """;

    /// <summary>The parameters that <see cref="WithArrays"/> gives: one array a column.</summary>
    public const string Arrays = """
        @ids, @organisations, @active, @scim_users, @linked_by, @linked_at,
        @first_names, @surnames, @employee_ids, @locations, @job_titles, @company_names, @departments, @managers,
        @emails, @mobile_phones, @work_phones, @about_mes,
        @email_keys, @mobile_keys, @employee_id_keys, @updated_at
        """;

    /// <summary>The beginning of the statement that writes accounts: their source follows, then <see cref="OrUpdate"/>.</summary>
    public const string Insert = $"""
        INSERT INTO provisioning.accounts AS account (
            {WrittenColumns}, created_at)
        SELECT
            {WrittenColumns},
            updated_at
        FROM
        """;

    public const string OrUpdate = """
        ON CONFLICT (id) DO UPDATE SET
            active = excluded.active,
            scim_user_id = excluded.scim_user_id,
            linked_by = excluded.linked_by,
            linked_at = excluded.linked_at,
            first_name = excluded.first_name,
            surname = excluded.surname,
            employee_id = excluded.employee_id,
            location = excluded.location,
            job_title = excluded.job_title,
            company_name = excluded.company_name,
            department = excluded.department,
            manager = excluded.manager,
            email = excluded.email,
            mobile_phone = excluded.mobile_phone,
            work_phone = excluded.work_phone,
            about_me = excluded.about_me,
            email_key = excluded.email_key,
            mobile_key = excluded.mobile_key,
            employee_id_key = excluded.employee_id_key,
            updated_at = excluded.updated_at
        """;

    const string SaveSql = $"""
        {Insert} unnest({Arrays}) AS changed ({WrittenColumns})
        {OrUpdate}
        """;

    public static Account Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        OrganisationId = row.GetGuid(1),
        Active = row.GetBoolean(2),
        ScimUserId = row.Nullable<Guid?>(3),
        LinkedBy = row.Nullable<string>(4) is { } name ? Names.Parse<LinkedBy>(name) : null,
        LinkedAt = row.Nullable<DateTimeOffset?>(5),
        Profile = new AccountProfile
        {
            FirstName = row.Nullable<string>(6),
            Surname = row.Nullable<string>(7),
            EmployeeId = row.Nullable<string>(8),
            Location = row.Nullable<string>(9),
            JobTitle = row.Nullable<string>(10),
            CompanyName = row.Nullable<string>(11),
            Department = row.Nullable<string>(12),
            Manager = row.Nullable<string>(13),
            Email = row.Nullable<string>(14),
            MobilePhone = row.Nullable<string>(15),
            WorkPhone = row.Nullable<string>(16),
            AboutMe = row.Nullable<string>(17),
        },
        Identities = new Identities(row.Nullable<string>(18), row.Nullable<string>(19), row.Nullable<string>(20)),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(21),
    };

    /// <summary>Adds the statements that write accounts as they are to be; running them again changes nothing.</summary>
    /// <param name="batch">The batch of the transaction.</param>
    /// <param name="accounts">New and changed accounts.</param>
    /// <param name="releasing">Those of them that give an identity up, which another of them may take.</param>
    public static void Save(NpgsqlBatch batch, IReadOnlyList<Account> accounts, IReadOnlyList<Guid> releasing)
    {
        if (releasing.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(ReleaseSql).With("ids", releasing.ToArray()));
        if (accounts.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(SaveSql).WithArrays(accounts));
    }

    /// <summary>Adds accounts as the parameters <see cref="Arrays"/>.</summary>
    public static NpgsqlBatchCommand WithArrays(this NpgsqlBatchCommand command, IReadOnlyList<Account> accounts) => command
        .With("ids", Column(accounts, account => account.Id))
        .With("organisations", Column(accounts, account => account.OrganisationId))
        .With("active", Column(accounts, account => account.Active))
        .With("scim_users", Column(accounts, account => account.ScimUserId))
        .With("linked_by", Column(accounts, account => account.LinkedBy is { } by ? Names.Of(by) : null))
        .With("linked_at", Column(accounts, account => account.LinkedAt))
        .With("first_names", Column(accounts, account => account.Profile.FirstName))
        .With("surnames", Column(accounts, account => account.Profile.Surname))
        .With("employee_ids", Column(accounts, account => account.Profile.EmployeeId))
        .With("locations", Column(accounts, account => account.Profile.Location))
        .With("job_titles", Column(accounts, account => account.Profile.JobTitle))
        .With("company_names", Column(accounts, account => account.Profile.CompanyName))
        .With("departments", Column(accounts, account => account.Profile.Department))
        .With("managers", Column(accounts, account => account.Profile.Manager))
        .With("emails", Column(accounts, account => account.Profile.Email))
        .With("mobile_phones", Column(accounts, account => account.Profile.MobilePhone))
        .With("work_phones", Column(accounts, account => account.Profile.WorkPhone))
        .With("about_mes", Column(accounts, account => account.Profile.AboutMe))
        .With("email_keys", Column(accounts, account => account.Identities.Email))
        .With("mobile_keys", Column(accounts, account => account.Identities.Mobile))
        .With("employee_id_keys", Column(accounts, account => account.Identities.EmployeeId))
        .With("updated_at", Column(accounts, account => account.UpdatedAt));

    static T[] Column<T>(IReadOnlyList<Account> accounts, Func<Account, T> value) => [.. accounts.Select(value)];
}
