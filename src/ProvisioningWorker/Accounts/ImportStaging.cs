using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>
/// Gathers the lines of a file in temporary tables, a batch at a time, so that a file of any length is never held in memory and the
/// organisation's lock is not needed before all of it is there.
/// </summary>
/// <param name="connection">The connection, in the import's transaction; the tables go when that ends.</param>
/// <param name="organisationId">The organisation whose accounts they are.</param>
/// <param name="region">Its region, for phone numbers.</param>
/// <param name="now">The time of the import.</param>
sealed class ImportStaging(NpgsqlConnection connection, Guid organisationId, string region, DateTimeOffset now)
{
    const int LinesAtOnce = 1_000;

    const string TablesSql = """
        CREATE TEMPORARY TABLE import_accounts (
            LIKE provisioning.accounts,
            line integer NOT NULL,
            -- When the account last changed before this import; null: it was not there.
            seen_at timestamptz
        ) ON COMMIT DROP;
        CREATE TEMPORARY TABLE import_problems (
            line integer NOT NULL,
            problem text NOT NULL,
            value text
        ) ON COMMIT DROP;
        CREATE TEMPORARY TABLE import_freed (
            key text NOT NULL
        ) ON COMMIT DROP
        """;

    const string KnownSql = $"""
        SELECT
            {AccountRows.Columns}
        FROM provisioning.accounts AS account
        WHERE id = ANY(@ids)
        """;

    const string AccountsSql = $"""
        INSERT INTO import_accounts (
            {AccountRows.WrittenColumns}, line, seen_at, created_at)
        SELECT
            written.*,
            written.updated_at
        FROM unnest({AccountRows.Arrays}, @lines, @seen_at) AS written ({AccountRows.WrittenColumns}, line, seen_at)
        """;

    const string ProblemsSql = """
        INSERT INTO import_problems (line, problem, value)
        SELECT *
        FROM unnest(@lines, @problems, @values)
        """;

    const string FreedSql = """
        INSERT INTO import_freed (key)
        SELECT *
        FROM unnest(@keys)
        """;

    // The planner knows nothing of a temporary table until it is told.
    const string AnalyzeSql = "ANALYZE import_accounts";

    /// <summary>Gathers the lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many lines say what is so already, and are not gathered.</returns>
    public async Task<int> StageAsync(IEnumerable<ImportedAccount> lines, CancellationToken cancellationToken)
    {
        await ExecuteAsync(TablesSql, cancellationToken);
        var unchanged = 0;
        foreach (var chunk in lines.Chunk(LinesAtOnce))
        {
            var read = await ReadAsync(chunk, cancellationToken);
            var gathered = read.Where(line => !line.IsUnchanged).ToList();
            unchanged += read.Count - gathered.Count;
            await WriteAsync(gathered, cancellationToken);
        }
        await ExecuteAsync(AnalyzeSql, cancellationToken);
        return unchanged;
    }

    async Task<List<ImportLine>> ReadAsync(ImportedAccount[] lines, CancellationToken cancellationToken)
    {
        var known = await KnownAsync([.. lines.Select(line => line.Id).OfType<Guid>()], cancellationToken);
        var profiles = lines.Select(ProfileOf).ToList();
        var identities = await UnicodeComposition.ComposeAsync(connection, [.. profiles.Select(profile => Identities.Of(profile, region))], cancellationToken);
        return
        [
            .. lines.Select((line, i) => ImportLine.Of(
                line, AccountOf(line, profiles[i], identities[i]), line.Id is { } id ? known.GetValueOrDefault(id) : null, region)),
        ];
    }

    async Task<Dictionary<Guid, Account>> KnownAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
            return [];
        await using var command = new NpgsqlCommand(KnownSql, connection).With("ids", ids);
        return (await command.ReadAsync(AccountRows.Read, cancellationToken)).ToDictionary(account => account.Id);
    }

    async Task WriteAsync(List<ImportLine> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
            return;
        var errors = lines.SelectMany(line => line.Errors).ToList();
        // A text that is none fits no table: the line is only counted.
        var texts = lines.Where(line => line.Errors.All(error => error.Problem is not ImportProblem.NotText)).ToList();
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(AccountsSql).WithArrays([.. texts.Select(line => line.Account)])
            .With("lines", texts.Select(line => line.Line).ToArray())
            .With("seen_at", texts.Select(line => line.Known?.UpdatedAt).ToArray()));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ProblemsSql)
            .With("lines", errors.Select(error => error.Line).ToArray())
            .With("problems", errors.Select(error => Names.Of(error.Problem)).ToArray())
            .With("values", errors.Select(error => error.Value).ToArray()));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(FreedSql).With("keys", lines.SelectMany(line => line.Freed).ToArray()));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    Account AccountOf(ImportedAccount line, AccountProfile profile, Identities identities) => new()
    {
        Id = line.Id ?? Guid.CreateVersion7(now),
        OrganisationId = organisationId,
        Active = line.Active,
        Profile = profile,
        Identities = identities,
        UpdatedAt = now,
    };

    static AccountProfile ProfileOf(ImportedAccount line) => new()
    {
        FirstName = Given(line, line.FirstName),
        Surname = Given(line, line.Surname),
        EmployeeId = Given(line, line.EmployeeId),
        Location = Given(line, line.Location),
        JobTitle = Given(line, line.JobTitle),
        CompanyName = Given(line, line.CompanyName),
        Department = Given(line, line.Department),
        Manager = Given(line, line.Manager),
        Email = Given(line, line.Email),
        MobilePhone = Given(line, line.MobilePhone),
        WorkPhone = Given(line, line.WorkPhone),
        AboutMe = Given(line, line.AboutMe),
    };

    // Blank means nothing, but for an account that was exported with it.
    static string? Given(ImportedAccount line, string? text) =>
        string.IsNullOrEmpty(text) || (line.Id is null && string.IsNullOrWhiteSpace(text)) ? null : text;
}
