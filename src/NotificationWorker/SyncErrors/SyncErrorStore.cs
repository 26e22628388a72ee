using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.NotificationWorker.SyncErrors;

/// <summary>
/// Takes sync errors in from the provisioning worker's view: that one was raised, and that it was resolved. What is known already is
/// left as it is, so events may come in any order, repeated or not at all.
/// </summary>
sealed class SyncErrorStore(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    // Ordered, so that two that take in the same errors wait for each other instead of deadlocking.
    const string TakeInSql = """
        INSERT INTO notification.sync_errors (sync_error_id, organisation_id, noticed_at, resolution_noticed_at)
        SELECT
            details.sync_error_id,
            details.organisation_id,
            @now,
            CASE WHEN details.resolved_at IS NOT NULL THEN @now END
        FROM provisioning.sync_error_details AS details
        LEFT JOIN notification.sync_errors AS known ON known.sync_error_id = details.sync_error_id
        WHERE (known.sync_error_id IS NULL OR (details.resolved_at IS NOT NULL AND known.resolution_noticed_at IS NULL))
        """;

    const string InOrderSql = """

        ORDER BY details.sync_error_id
        ON CONFLICT (sync_error_id) DO UPDATE
        SET resolution_noticed_at = excluded.resolution_noticed_at
        WHERE sync_errors.resolution_noticed_at IS NULL AND excluded.resolution_noticed_at IS NOT NULL
        """;

    const string TakeInOneSql = TakeInSql + " AND details.sync_error_id = @id" + InOrderSql;
    const string TakeInOrganisationSql = TakeInSql + " AND details.organisation_id = @organisation" + InOrderSql;
    const string TakeInAllSql = TakeInSql + InOrderSql;

    // The provisioning worker forgets errors after a while; what was never told of such a one never will be.
    const string ForgetSql = """
        DELETE FROM notification.sync_errors
        WHERE NOT EXISTS (
            SELECT
            FROM provisioning.sync_error_details AS details
            WHERE details.sync_error_id = sync_errors.sync_error_id)
        """;

    /// <summary>Takes in one sync error as it is now; one that the provisioning worker does not know is ignored.</summary>
    /// <returns>1 if that was news, else 0.</returns>
    public async Task<int> TakeInAsync(Guid syncErrorId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(TakeInOneSql).With("now", timeProvider.GetUtcNow()).With("id", syncErrorId);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes in whatever no event told of, and forgets what the provisioning worker has forgotten.</summary>
    /// <returns>How many errors were news.</returns>
    public async Task<int> TakeInAllAsync(CancellationToken cancellationToken)
    {
        await using var forget = dataSource.CreateCommand(ForgetSql);
        await forget.ExecuteNonQueryAsync(cancellationToken);
        await using var command = dataSource.CreateCommand(TakeInAllSql).With("now", timeProvider.GetUtcNow());
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes in an organisation's errors as part of composing its digest, so that none is told that is resolved by now.</summary>
    /// <param name="connection">The connection whose transaction composes the digest.</param>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task that ends when they are taken in.</returns>
    public async Task TakeInOrganisationAsync(NpgsqlConnection connection, Guid organisationId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TakeInOrganisationSql, connection)
            .With("now", timeProvider.GetUtcNow())
            .With("organisation", organisationId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
