using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Accounts;

/// <summary>Reads the Blink accounts through the view that the provisioning schema offers.</summary>
sealed class AccountReader(NpgsqlDataSource dataSource, SyncErrorReader errors)
{
    /// <summary>Lists accounts.</summary>
    /// <param name="search">Which.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, by organisation and name.</returns>
    public async Task<IReadOnlyList<AccountSummary>> ListAsync(AccountSearch search, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT
                account.account_id,
                organisation.name,
                account.first_name,
                account.surname,
                account.email,
                account.employee_id,
                account.active,
                account.linked_by
            FROM provisioning.account_profiles AS account
            JOIN operations.organisations AS organisation ON organisation.id = account.organisation_id
            WHERE (@organisation::uuid IS NULL OR account.organisation_id = @organisation)
                AND (@text::text IS NULL OR strpos(
                    lower(concat_ws(' ', account.first_name, account.surname, account.email, account.employee_id)), lower(@text)) > 0)
            ORDER BY lower(organisation.name), lower(account.surname), lower(account.first_name), account.account_id
            LIMIT @limit
            """);
        return await command.With("organisation", search.OrganisationId).With("text", search.Text).With("limit", search.Limit)
            .ReadAsync(ReadSummary, cancellationToken);
    }

    /// <summary>Reads everything about the accounts that an operator may mean.</summary>
    /// <param name="idOrEmail">An account's id, its SCIM user's id, or its e-mail whatever the case.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>The accounts: an e-mail may be that of a disabled account beside an active one; active ones first.</returns>
    /// <exception cref="OpsException">There is none.</exception>
    public async Task<IReadOnlyList<AccountDetails>> FindAsync(string idOrEmail, CancellationToken cancellationToken)
    {
        var isId = Guid.TryParse(idOrEmail, out var id);
        var found = await ReadAsync(isId ? id : Guid.Empty, idOrEmail.Trim(), cancellationToken);
        if (found.Count == 0)
            throw new OpsException($"There is no account '{idOrEmail}': 'accounts list --search' finds one by name, e-mail or employee id.");
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Scim is { } scim)
                found[i] = found[i] with { Errors = await errors.OfUserAsync(scim.UserId, cancellationToken) };
        }
        return found;
    }

    /// <summary>Reads an account without the errors of its SCIM user.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The account; null: there is none.</returns>
    public async Task<AccountDetails?> OrNoneAsync(Guid accountId, CancellationToken cancellationToken) =>
        (await ReadAsync(accountId, "", cancellationToken)).FirstOrDefault(account => account.Id == accountId);

    async Task<List<AccountDetails>> ReadAsync(Guid id, string email, CancellationToken cancellationToken)
    {
        // Each way by an index of its own.
        await using var command = dataSource.CreateCommand("""
            SELECT
                account.account_id,
                organisation.name,
                account.active,
                account.first_name,
                account.surname,
                account.employee_id,
                account.location,
                account.job_title,
                account.company_name,
                account.department,
                account.manager,
                account.manager_name,
                account.manager_account_id,
                account.email,
                account.mobile_phone,
                account.work_phone,
                account.about_me,
                account.scim_user_id,
                desired.user_name,
                account.linked_by,
                account.linked_at,
                desired.version,
                state.version,
                state.outcome,
                state.reason,
                state.decided_at,
                account.created_at,
                account.updated_at,
                account.manager_active
            FROM provisioning.account_profiles AS account
            JOIN operations.organisations AS organisation ON organisation.id = account.organisation_id
            LEFT JOIN scim.desired_users AS desired ON desired.scim_user_id = account.scim_user_id
            LEFT JOIN provisioning.user_states AS state ON state.scim_user_id = account.scim_user_id
            WHERE account.account_id = ANY(ARRAY(
                SELECT id
                FROM provisioning.accounts
                WHERE id = @id
                UNION
                SELECT id
                FROM provisioning.accounts
                WHERE scim_user_id = @id
                UNION
                SELECT id
                FROM provisioning.accounts
                WHERE email_key = scim.folded(@email)))
            ORDER BY account.active DESC, account.updated_at DESC
            LIMIT 20
            """);
        return await command.With("id", id).With("email", email).ReadAsync(ReadDetails, cancellationToken);
    }

    static AccountSummary ReadSummary(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.Nullable<string>(2),
        row.Nullable<string>(3),
        row.Nullable<string>(4),
        row.Nullable<string>(5),
        row.GetBoolean(6),
        row.Nullable<string>(7));

    static AccountDetails ReadDetails(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetBoolean(2),
        ReadFields(row),
        row.IsDBNull(17) ? null : ReadScim(row),
        row.GetFieldValue<DateTimeOffset>(26),
        row.GetFieldValue<DateTimeOffset>(27),
        []);

    static AccountFields ReadFields(NpgsqlDataReader row) => new(
        row.Nullable<string>(3),
        row.Nullable<string>(4),
        row.Nullable<string>(5),
        row.Nullable<string>(6),
        row.Nullable<string>(7),
        row.Nullable<string>(8),
        row.Nullable<string>(9),
        row.Nullable<string>(10),
        row.Nullable<string>(11),
        row.Nullable<Guid?>(12),
        row.Nullable<bool?>(28),
        row.Nullable<string>(13),
        row.Nullable<string>(14),
        row.Nullable<string>(15),
        row.Nullable<string>(16));

    static AccountScim ReadScim(NpgsqlDataReader row) => new(
        row.GetGuid(17),
        row.Nullable<string>(18),
        row.GetString(19),
        row.GetFieldValue<DateTimeOffset>(20),
        row.Nullable<long?>(21),
        row.Nullable<long?>(22),
        row.Nullable<string>(23),
        row.Nullable<string>(24),
        row.Nullable<DateTimeOffset?>(25));
}
