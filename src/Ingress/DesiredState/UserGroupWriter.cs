using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>Writes a group of users and their outbox rows in one transaction.</summary>
sealed class UserGroupWriter(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    const int MaxAttempts = 3;

    static readonly Dictionary<UserNameKey, Guid> NoHolders = [];

    /// <summary>Writes the group; after an exception nothing of it is written.</summary>
    /// <returns>One result an item, in the order of the items.</returns>
    /// <exception cref="PostgresException">The whole group failed, for instance because another one took a name at the same moment.</exception>
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
            // A batch is a transaction by itself: one round trip.
            var creations = new UserGroup(group, [], NoHolders, now);
            return creations.Results(await ExecuteAsync(new NpgsqlBatch(connection), creations, now, cancellationToken));
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var stored = await LockAsync(connection, modifications, cancellationToken);
        var applied = new UserGroup(group, stored, NoHolders, now);
        // Renames are rare, and ones to a name that is taken rarer: a round trip more, so that they spoil no group. Names that are
        // taken from now on are the index's to refuse.
        if (applied.NewNames.Count > 0 && await FindHoldersAsync(connection, applied.NewNames, cancellationToken) is { Count: > 0 } holders)
            applied = new UserGroup(group, stored, holders, now);
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

    static async Task<Dictionary<UserNameKey, Guid>> FindHoldersAsync(
        NpgsqlConnection connection, IReadOnlySet<UserNameKey> names, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { UserStatements.FindHolders(names) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var holders = new Dictionary<UserNameKey, Guid>();
        while (await reader.ReadAsync(cancellationToken))
            holders[new UserNameKey(reader.GetGuid(0), reader.GetString(1))] = reader.GetGuid(2);
        return holders;
    }

    static async Task<HashSet<Guid>> ExecuteAsync(NpgsqlBatch batch, UserGroup group, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var _ = batch;
        // Deletions first, then other updates: a name that a deletion frees can be taken by another user of the same group.
        foreach (var part in group.Changed.GroupBy(row => row.IsDeleted).OrderByDescending(part => part.Key))
            batch.BatchCommands.Add(UserStatements.Update([.. part], now));
        if (group.Created.Count > 0)
            batch.BatchCommands.Add(UserStatements.Insert(group.Created, now));
        if (group.Recorded.Count > 0)
            batch.BatchCommands.Add(AsyncRequestStatement.Record(group.Recorded, now));
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
