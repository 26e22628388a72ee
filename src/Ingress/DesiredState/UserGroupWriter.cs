using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>Writes a group of users and their outbox rows in one transaction.</summary>
sealed class UserGroupWriter(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    const int MaxAttempts = 3;

    /// <summary>Writes the group; after an exception nothing of it is written.</summary>
    /// <returns>One result an item, in the order of the items.</returns>
    /// <exception cref="PostgresException">The whole group failed, for instance because a renamed user met a name that is taken.</exception>
    public async Task<IReadOnlyList<UserWriteResult>> WriteAsync(IReadOnlyList<UserWrite> group, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryWriteAsync(group, cancellationToken);
            }
            catch (PostgresException exception) when (PostgresErrors.IsConflict(exception) && attempt < MaxAttempts)
            {
                // Two groups renamed users to each other's names in opposite orders. The transaction is gone: once more at once.
            }
            catch (PostgresException exception) when (PostgresErrors.IsUniqueViolation(exception, "users_user_name_taken_once") && group.Count == 1)
            {
                return [new UserWriteResult(null, UserErrors.UserNameTaken)];
            }
        }
    }

    async Task<IReadOnlyList<UserWriteResult>> TryWriteAsync(IReadOnlyList<UserWrite> group, CancellationToken cancellationToken)
    {
        var now = Now();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var modifications = group.OfType<UserModification>().ToList();
        if (modifications.Count == 0)
        {
            // One statement is a transaction by itself: one round trip.
            var creations = new UserGroup(group, [], now);
            return creations.Results(await ExecuteAsync(new NpgsqlBatch(connection), creations, now, cancellationToken));
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var applied = new UserGroup(group, await LockAsync(connection, modifications, cancellationToken), now);
        var inserted = await ExecuteAsync(new NpgsqlBatch(connection, transaction), applied, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return applied.Results(inserted);
    }

    static async Task<List<StoredUser>> LockAsync(
        NpgsqlConnection connection, IReadOnlyCollection<UserModification> modifications, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { UserStatements.Lock(modifications) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var users = new List<StoredUser>();
        while (await reader.ReadAsync(cancellationToken))
            users.Add(UserRow.Read(reader));
        return users;
    }

    static async Task<HashSet<Guid>> ExecuteAsync(NpgsqlBatch batch, UserGroup group, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var _ = batch;
        // Updates first: a name that a deletion frees can be taken by a new user of the same group.
        if (group.Changed is { Count: > 0 } changed)
            batch.BatchCommands.Add(UserStatements.Update(changed, now));
        if (group.Created.Count > 0)
            batch.BatchCommands.Add(UserStatements.Insert(group.Created, now));
        var inserted = new HashSet<Guid>();
        if (batch.BatchCommands.Count == 0)
            return inserted;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
                inserted.Add(reader.GetGuid(0));
        }
        while (await reader.NextResultAsync(cancellationToken));
        return inserted;
    }

    // What SCIM shows is in milliseconds; the answer to the write and every later one must show the same.
    DateTimeOffset Now()
    {
        var now = timeProvider.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
