using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>
/// Whoever decides on accounts of an organisation holds its lock until the commit: two decisions of one organisation never interleave,
/// in however many workers. Accounts of other organisations are read <c>FOR SHARE</c> instead.
/// </summary>
static class OrganisationLock
{
    // All in one order, so that two groups never wait for each other.
    const string Sql = """
        SELECT pg_advisory_xact_lock(hashtextextended(organisation_id::text, 0))
        FROM unnest(@organisations) AS organisation_id
        """;

    const string TrySql = """
        SELECT organisation_id
        FROM unnest(@organisations) AS organisation_id
        WHERE pg_try_advisory_xact_lock(hashtextextended(organisation_id::text, 0))
        """;

    const string LimitSql = """
        SET LOCAL lock_timeout = '200ms'
        """;

    const string NoLimitSql = """
        SET LOCAL lock_timeout TO DEFAULT
        """;

    /// <summary>Waits for the locks, however long it takes.</summary>
    public static NpgsqlBatchCommand Take(IEnumerable<Guid> organisations) =>
        new NpgsqlBatchCommand(Sql).With("organisations", organisations.Distinct().Order().ToArray());

    /// <summary>
    /// Takes the locks that are free: an import holds its organisation's for as long as it runs, and nobody else may wait for that. For
    /// a single organisation it waits a moment, so that workers that share its commands take turns.
    /// </summary>
    /// <param name="connection">A connection in a transaction; after a single lock was not had, the transaction is of no use.</param>
    /// <param name="organisations">The organisations, each once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The organisations whose locks are held now.</returns>
    public static async Task<IReadOnlyList<Guid>> TryTakeAsync(
        NpgsqlConnection connection, IReadOnlyList<Guid> organisations, CancellationToken cancellationToken)
    {
        if (organisations is not [_])
        {
            await using var command = new NpgsqlCommand(TrySql, connection).With("organisations", organisations.ToArray());
            return await command.ReadAsync(row => row.GetGuid(0), cancellationToken);
        }
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LimitSql));
        batch.BatchCommands.Add(Take(organisations));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(NoLimitSql));
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return organisations;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return [];
        }
    }
}
