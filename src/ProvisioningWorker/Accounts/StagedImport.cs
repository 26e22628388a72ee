using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>The lines of a file, gathered in the database: checked and saved there, set by set, within a short time.</summary>
public sealed class StagedImport : IAsyncDisposable
{
    // An account of the file is as its line says: it stands in no other line's way with what it was.
    const string CheckSql = """
        INSERT INTO import_problems (line, problem, value)
        SELECT written.line, 'email_in_use', written.email
        FROM import_accounts AS written
        JOIN provisioning.accounts AS account ON account.email_key = written.email_key
        WHERE written.active AND account.active AND NOT EXISTS (SELECT FROM import_accounts AS own WHERE own.id = account.id)
        UNION ALL
        SELECT written.line, 'mobile_in_use', written.mobile_phone
        FROM import_accounts AS written
        JOIN provisioning.accounts AS account ON account.mobile_key = written.mobile_key
        WHERE written.active AND account.active AND NOT EXISTS (SELECT FROM import_accounts AS own WHERE own.id = account.id)
        UNION ALL
        SELECT written.line, 'employee_id_in_use', written.employee_id
        FROM import_accounts AS written
        JOIN provisioning.accounts AS account USING (employee_id_key, organisation_id)
        WHERE written.active AND account.active AND NOT EXISTS (SELECT FROM import_accounts AS own WHERE own.id = account.id)
        UNION ALL
        SELECT line, 'email_repeated', email
        FROM (SELECT *, row_number() OVER (PARTITION BY email_key ORDER BY line) AS nth FROM import_accounts WHERE active AND email_key IS NOT NULL) AS written
        WHERE nth > 1
        UNION ALL
        SELECT line, 'mobile_repeated', mobile_phone
        FROM (SELECT *, row_number() OVER (PARTITION BY mobile_key ORDER BY line) AS nth FROM import_accounts WHERE active AND mobile_key IS NOT NULL) AS written
        WHERE nth > 1
        UNION ALL
        SELECT line, 'employee_id_repeated', employee_id
        FROM (SELECT *, row_number() OVER (PARTITION BY employee_id_key ORDER BY line) AS nth FROM import_accounts WHERE active AND employee_id_key IS NOT NULL) AS written
        WHERE nth > 1
        UNION ALL
        SELECT line, 'id_repeated', id::text
        FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY line) AS nth FROM import_accounts) AS written
        WHERE nth > 1
        UNION ALL
        SELECT written.line, 'changed_meanwhile', written.id::text
        FROM import_accounts AS written
        LEFT JOIN provisioning.accounts AS account USING (id)
        WHERE account.updated_at IS DISTINCT FROM written.seen_at
        """;

    const string CountsSql = """
        SELECT
            (SELECT count(*) FROM import_accounts AS written
                WHERE seen_at IS NULL AND NOT EXISTS (SELECT FROM import_problems AS problem WHERE problem.line = written.line))::integer,
            (SELECT count(*) FROM import_accounts AS written
                WHERE seen_at IS NOT NULL AND NOT EXISTS (SELECT FROM import_problems AS problem WHERE problem.line = written.line))::integer,
            (SELECT count(DISTINCT line) FROM import_problems)::integer,
            (SELECT count(*) FROM import_problems)::integer
        """;

    const string ErrorsSql = """
        SELECT
            line,
            problem,
            value
        FROM import_problems
        ORDER BY line
        LIMIT @most
        """;

    // An identity moves from one account to another only if it was put down before.
    const string ReleaseSql = """
        UPDATE provisioning.accounts AS account
        SET
            email_key = NULL,
            mobile_key = NULL,
            employee_id_key = NULL
        FROM import_accounts AS written
        WHERE written.id = account.id AND written.seen_at IS NOT NULL
        """;

    const string SaveSql = $"""
        {AccountRows.Insert} import_accounts
        ORDER BY line
        {AccountRows.OrUpdate}
        """;

    const string WakeSql = """
        INSERT INTO provisioning.outbox (message_type, organisation_id, subject_id, version)
        SELECT
            'ApplyUser',
            desired.organisation_id,
            desired.scim_user_id,
            desired.version
        FROM provisioning.user_states AS state
        JOIN scim.desired_users AS desired USING (scim_user_id)
        WHERE state.outcome = 'rejected' AND state.waits_for && ARRAY(SELECT key FROM import_freed)
        """;

    readonly NpgsqlConnection connection;
    readonly NpgsqlTransaction transaction;
    readonly Guid organisationId;
    readonly int unchanged;

    internal StagedImport(NpgsqlTransaction transaction, Guid organisationId, int unchanged) =>
        (connection, this.transaction, this.organisationId, this.unchanged) = (transaction.Connection!, transaction, organisationId, unchanged);

    /// <summary>Says what <see cref="SaveAsync"/> would do at this moment, and does nothing. For one of the two, once.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What would be done, or what is wrong.</returns>
    public async Task<ImportResult> CheckAsync(CancellationToken cancellationToken)
    {
        await RunAsync([new NpgsqlBatchCommand(CheckSql)], cancellationToken);
        await using var command = new NpgsqlCommand(CountsSql, connection);
        var (counts, problems) = (await command.ReadAsync(
            row => (new ImportCounts(row.GetInt32(0), row.GetInt32(1), unchanged, row.GetInt32(2)), row.GetInt32(3)), cancellationToken)).Single();
        return new(counts, problems, problems == 0 ? [] : await ErrorsAsync(cancellationToken));
    }

    /// <summary>Saves all lines, unless one of them is bad.</summary>
    /// <param name="record">Makes a command that belongs into the same commit; null: none.</param>
    /// <param name="cancellationToken">Stops it; nothing is imported then.</param>
    /// <returns>What was done, or what is wrong.</returns>
    public async Task<ImportResult> SaveAsync(Func<ImportCounts, NpgsqlBatchCommand>? record, CancellationToken cancellationToken)
    {
        // From here to the commit the worker decides nothing on the organisation's accounts, so there is nothing here but set-based statements.
        await RunAsync([OrganisationLock.Take([organisationId])], cancellationToken);
        var result = await CheckAsync(cancellationToken);
        if (result.Problems > 0)
            return result;
        await RunAsync(
            [
                new NpgsqlBatchCommand(ReleaseSql),
                new NpgsqlBatchCommand(SaveSql),
                new NpgsqlBatchCommand(WakeSql),
                .. record is null ? Array.Empty<NpgsqlBatchCommand>() : [record(result.Lines)],
            ],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Lets the lines go; what was not saved is not imported.</summary>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    async Task<List<ImportError>> ErrorsAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ErrorsSql, connection).With("most", ImportResult.MostErrors);
        var errors = await command.ReadAsync(
            row => new ImportError(row.GetInt32(0), Names.Parse<ImportProblem>(row.GetString(1)), row.Nullable<string>(2)), cancellationToken);
        return [.. errors.OrderBy(error => error.Line).ThenBy(error => error.Problem)];
    }

    async Task RunAsync(IReadOnlyList<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        // However many lines there are, and however long somebody else holds the lock: Ctrl-C ends it.
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
