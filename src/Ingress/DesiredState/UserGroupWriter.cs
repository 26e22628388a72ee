using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>Writes a group of users and their outbox rows in one transaction.</summary>
sealed class UserGroupWriter(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    const int MaxAttempts = 3;

    static readonly Dictionary<UserNameKey, UserName> NoNames = [];

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
        var now = timeProvider.GetScimNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var modifications = group.OfType<UserModification>().ToList();
        if (modifications.Count == 0)
        {
            // A batch is a transaction by itself: one round trip.
            var creations = new UserGroup([], NoNames, now);
            var created = group.Select(creations.Apply).ToList();
            return Results(group, created, await UserTable.WriteAsync(new NpgsqlBatch(connection), creations, now, cancellationToken));
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var stored = await UserTable.ReadAsync(connection, UserStatements.Lock(modifications), cancellationToken);
        var applied = new UserGroup(stored, NoNames, now);
        var results = group.Select(applied.Apply).ToList();
        // Renames are rare, and ones to a name that is taken rarer: a round trip more, so that they spoil no group. Names that are
        // taken from now on are the index's to refuse, and those that new users want are so anyway.
        if (await UserTable.ReadNamesAsync(connection, applied.NewNames, cancellationToken) is { Count: > 0 } names)
        {
            applied = new UserGroup(stored, names, now);
            results = [.. group.Select(applied.Apply)];
        }
        var inserted = await UserTable.WriteAsync(new NpgsqlBatch(connection, transaction), applied, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Results(group, results, inserted);
    }

    static List<UserWriteResult> Results(IReadOnlyList<UserWrite> group, List<UserWriteResult> results, HashSet<Guid> inserted)
    {
        for (var item = 0; item < results.Count; item++)
        {
            if (group[item] is UserCreation creation && !inserted.Contains(creation.Id))
                results[item] = new UserWriteResult(null, UserErrors.UserNameTaken);
        }
        return results;
    }
}
