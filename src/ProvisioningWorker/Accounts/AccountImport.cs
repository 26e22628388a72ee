using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>Makes accounts that existed before SCIM: active, linked to nobody, for SCIM users to be linked to.</summary>
/// <param name="dataSource">The pipeline's database.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class AccountImport(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    const string RegionSql = """
        SELECT default_region
        FROM operations.organisations
        WHERE id = @organisation
        """;

    const string TakenSql = $"""
        SELECT
            {AccountRows.Columns}
        FROM provisioning.accounts AS account
        WHERE active
            AND (email_key = ANY(@emails)
                OR mobile_key = ANY(@mobiles)
                OR (organisation_id = @organisation AND employee_id_key = ANY(@employee_ids)))
        FOR SHARE
        """;

    /// <summary>Imports a file's accounts in one transaction: if any line is bad, none is imported, and every bad line is named.</summary>
    /// <param name="organisationId">The organisation whose accounts they are.</param>
    /// <param name="accounts">The lines.</param>
    /// <param name="record">A command that belongs into the same commit, such as the audit record; null: none.</param>
    /// <param name="cancellationToken">Stops it; nothing is imported then.</param>
    /// <returns>How many were made, or what is wrong.</returns>
    /// <exception cref="ArgumentException">There is no such organisation.</exception>
    /// <exception cref="PostgresException">
    /// Somebody took one of the identities at the same moment; nothing was imported, and the next try names the line.
    /// </exception>
    public Task<ImportResult> ImportAsync(
        Guid organisationId, IReadOnlyList<ImportedAccount> accounts, NpgsqlBatchCommand? record, CancellationToken cancellationToken) =>
        RunAsync(organisationId, accounts, (connection, lines) => SaveAsync(connection, lines, record, cancellationToken), cancellationToken);

    /// <summary>Says what <see cref="ImportAsync"/> would do at this moment, and does nothing.</summary>
    /// <param name="organisationId">The organisation whose accounts they are.</param>
    /// <param name="accounts">The lines.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many would be made, or what is wrong.</returns>
    /// <exception cref="ArgumentException">There is no such organisation.</exception>
    public Task<ImportResult> CheckAsync(
        Guid organisationId, IReadOnlyList<ImportedAccount> accounts, CancellationToken cancellationToken) =>
        RunAsync(organisationId, accounts, (_, _) => Task.CompletedTask, cancellationToken);

    async Task<ImportResult> RunAsync(
        Guid organisationId, IReadOnlyList<ImportedAccount> accounts, Func<NpgsqlConnection, List<Account>, Task> save, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var lines = await ReadAsync(connection, organisationId, accounts, cancellationToken);
        var taken = await TakenAsync(connection, organisationId, lines, cancellationToken);
        var errors = ImportCheck.Errors(accounts, lines, taken);
        if (errors.Count > 0)
            return new ImportResult(0, errors);
        await save(connection, lines);
        await transaction.CommitAsync(cancellationToken);
        return new ImportResult(lines.Count, []);
    }

    static async Task SaveAsync(NpgsqlConnection connection, List<Account> lines, NpgsqlBatchCommand? record, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        if (lines.Count > 0)
            AccountRows.Save(batch, lines, []);
        if (record is not null)
            batch.BatchCommands.Add(record);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task<List<Account>> ReadAsync(
        NpgsqlConnection connection, Guid organisationId, IReadOnlyList<ImportedAccount> accounts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(RegionSql, connection).With("organisation", organisationId);
        var region = await command.ExecuteScalarAsync(cancellationToken) as string
            ?? throw new ArgumentException($"There is no organisation {organisationId}.", nameof(organisationId));
        var profiles = accounts.Select(ProfileOf).ToList();
        var identities = await UnicodeComposition.ComposeAsync(connection, [.. profiles.Select(profile => Identities.Of(profile, region))], cancellationToken);
        var now = timeProvider.GetUtcNow();
        return
        [
            .. profiles.Zip(identities, (profile, keys) => new Account
            {
                Id = Guid.CreateVersion7(now),
                OrganisationId = organisationId,
                Active = true,
                Profile = profile,
                Identities = keys,
                UpdatedAt = now,
            }),
        ];
    }

    // Under the organisation's lock: no decision of the worker may come between this look and the commit.
    static async Task<List<Account>> TakenAsync(
        NpgsqlConnection connection, Guid organisationId, List<Account> lines, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(OrganisationLock.Take([organisationId]));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await using var command = new NpgsqlCommand(TakenSql, connection)
            .With("organisation", organisationId)
            .With("emails", lines.Select(line => line.Identities.Email).ToArray())
            .With("mobiles", lines.Select(line => line.Identities.Mobile).ToArray())
            .With("employee_ids", lines.Select(line => line.Identities.EmployeeId).ToArray());
        return await command.ReadAsync(AccountRows.Read, cancellationToken);
    }

    static AccountProfile ProfileOf(ImportedAccount line) => new()
    {
        FirstName = Given(line.FirstName),
        Surname = Given(line.Surname),
        EmployeeId = Given(line.EmployeeId),
        Location = Given(line.Location),
        JobTitle = Given(line.JobTitle),
        CompanyName = Given(line.CompanyName),
        Department = Given(line.Department),
        Email = Given(line.Email),
        MobilePhone = Given(line.MobilePhone),
        WorkPhone = Given(line.WorkPhone),
        AboutMe = Given(line.AboutMe),
    };

    static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
