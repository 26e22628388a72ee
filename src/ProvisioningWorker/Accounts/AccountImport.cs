using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>
/// Takes accounts from a file: those without an id are made, active unless the line says otherwise and linked to nobody, for SCIM users
/// to be linked to; those with the id of an account that no directory governs change it.
/// </summary>
/// <param name="dataSource">The pipeline's database.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class AccountImport(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    const string RegionSql = """
        SELECT default_region
        FROM operations.organisations
        WHERE id = @organisation
        """;

    /// <summary>Imports a file's accounts in one transaction: if any line is bad, none is imported, and every bad line is named.</summary>
    /// <param name="organisationId">The organisation whose accounts they are.</param>
    /// <param name="lines">The lines, read once and never all held at once.</param>
    /// <param name="record">Makes a command that belongs into the same commit, such as the audit record; null: none.</param>
    /// <param name="cancellationToken">Stops it; nothing is imported then.</param>
    /// <returns>What was done, or what is wrong.</returns>
    /// <exception cref="ArgumentException">There is no such organisation.</exception>
    /// <exception cref="PostgresException">
    /// Somebody took one of the identities at the same moment; nothing was imported, and the next try names the line.
    /// </exception>
    public async Task<ImportResult> ImportAsync(
        Guid organisationId, IEnumerable<ImportedAccount> lines, Func<ImportCounts, NpgsqlBatchCommand>? record, CancellationToken cancellationToken)
    {
        await using var staged = await StageAsync(organisationId, lines, cancellationToken);
        return await staged.SaveAsync(record, cancellationToken);
    }

    /// <summary>Brings a file's lines to the database, for it to check and save them; nobody waits for that, and nothing is imported by it.</summary>
    /// <param name="organisationId">The organisation whose accounts they are.</param>
    /// <param name="lines">The lines, read once and never all held at once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The lines, to be saved or let go.</returns>
    /// <exception cref="ArgumentException">There is no such organisation.</exception>
    public async Task<StagedImport> StageAsync(Guid organisationId, IEnumerable<ImportedAccount> lines, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(RegionSql, connection).With("organisation", organisationId);
            var region = await command.ExecuteScalarAsync(cancellationToken) as string
                ?? throw new ArgumentException($"There is no organisation {organisationId}.", nameof(organisationId));
            var staging = new ImportStaging(connection, organisationId, region, timeProvider.GetUtcNow());
            return new StagedImport(transaction, organisationId, await staging.StageAsync(lines, cancellationToken));
        }
        catch
        {
            // Closing it rolls the transaction back, and the tables go with it.
            await connection.DisposeAsync();
            throw;
        }
    }
}
