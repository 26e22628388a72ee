using Npgsql;

namespace Blink.Pipeline.Dev.Checking;

/// <summary>Reads from the database where an organisation's users and accounts are.</summary>
sealed class PipelineReader(NpgsqlDataSource database, Guid organisation)
{
    const string ProgressSql = """
        SELECT
            count(*),
            count(*) FILTER (WHERE state.version >= wanted.version AND state.outcome = 'applied'),
            count(*) FILTER (WHERE state.version >= wanted.version AND state.outcome = 'rejected')
        FROM scim.desired_users AS wanted
        LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
        WHERE wanted.organisation_id = @organisation
        """;

    const string SlowestLagSql = """
        SELECT max(state.decided_at - wanted.last_modified)
        FROM scim.desired_users AS wanted
        JOIN provisioning.user_states AS state USING (scim_user_id)
        WHERE wanted.organisation_id = @organisation
            AND wanted.last_modified >= @since
            AND state.version = wanted.version
            AND state.outcome = 'applied'
        """;

    const string AccountsSql = """
        SELECT
            id,
            scim_user_id,
            active,
            linked_by,
            first_name,
            surname,
            employee_id,
            location,
            job_title,
            company_name,
            department,
            manager,
            email,
            mobile_phone,
            work_phone,
            about_me
        FROM provisioning.accounts
        WHERE organisation_id = @organisation
        """;

    const string StatesSql = """
        SELECT
            scim_user_id,
            outcome,
            reason,
            version
        FROM provisioning.user_states
        WHERE organisation_id = @organisation
        """;

    const string DesiredSql = """
        SELECT
            scim_user_id,
            version,
            deleted
        FROM scim.desired_users
        WHERE organisation_id = @organisation
        """;

    const string DecisionsSql = """
        SELECT
            decision,
            count(*)
        FROM provisioning.user_states
        WHERE organisation_id = @organisation
            AND outcome = 'applied'
            AND decided_at >= @since
        GROUP BY decision
        """;

    public async Task<PipelineProgress> ProgressAsync(CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(ProgressSql, row => new PipelineProgress(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken);
        return rows[0];
    }

    /// <summary>The longest that a newest version took to be applied, of those acknowledged since a time.</summary>
    public async Task<TimeSpan> SlowestLagAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(
            SlowestLagSql, row => row.IsDBNull(0) ? TimeSpan.Zero : row.GetTimeSpan(0), cancellationToken, new NpgsqlParameter("since", since));
        return rows[0];
    }

    public Task<List<FoundAccount>> AccountsAsync(CancellationToken cancellationToken) => ReadAsync(
        AccountsSql,
        row => new FoundAccount(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetGuid(1), row.GetBoolean(2), Text(row, 3), Fields(row)),
        cancellationToken);

    public async Task<IReadOnlyDictionary<Guid, FoundState>> StatesAsync(CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(StatesSql, row => (Id: row.GetGuid(0), State: new FoundState(row.GetString(1), Text(row, 2)) { Version = row.GetInt64(3) }), cancellationToken);
        return rows.ToDictionary(row => row.Id, row => row.State);
    }

    /// <summary>The newest version of every SCIM user, also of deleted ones.</summary>
    public async Task<IReadOnlyDictionary<Guid, AcknowledgedVersion>> DesiredAsync(CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(DesiredSql, row => (Id: row.GetGuid(0), Version: new AcknowledgedVersion(row.GetInt64(1), row.GetBoolean(2))), cancellationToken);
        return rows.ToDictionary(row => row.Id, row => row.Version);
    }

    /// <summary>How often each decision was the last one on a user, since a time.</summary>
    public async Task<IReadOnlyDictionary<string, long>> DecisionsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(
            DecisionsSql, row => (Decision: Text(row, 0) ?? "none", Count: row.GetInt64(1)), cancellationToken, new NpgsqlParameter("since", since));
        return rows.ToDictionary(row => row.Decision, row => row.Count);
    }

    async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("organisation", organisation);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(map(reader));
        return rows;
    }

    static FoundFields Fields(NpgsqlDataReader row) => new()
    {
        FirstName = Text(row, 4),
        Surname = Text(row, 5),
        EmployeeId = Text(row, 6),
        Location = Text(row, 7),
        JobTitle = Text(row, 8),
        CompanyName = Text(row, 9),
        Department = Text(row, 10),
        Manager = Text(row, 11),
        Email = Text(row, 12),
        MobilePhone = Text(row, 13),
        WorkPhone = Text(row, 14),
        AboutMe = Text(row, 15),
    };

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
