using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Patching;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>
/// Writes a job and its outbox rows in one transaction. What is to be written is decided before anything is locked, so that nobody
/// waits longer than the writing and the commit take.
/// </summary>
sealed class UserJobWriter(NpgsqlDataSource dataSource, TimeProvider timeProvider, IOptions<IngressOptions> options) : IDisposable
{
    // Each lost one means that another request was committed in between, or that a rename showed a name that was not looked up yet.
    const int MaxAttempts = 10;

    readonly SemaphoreSlim turns = new(options.Value.MaxConcurrentBulkJobs);

    /// <summary>Writes the job; after an exception nothing of it is written.</summary>
    /// <returns>What became of the items that were carried out, in order.</returns>
    /// <exception cref="ScimException">503: others kept taking the names that the job wants.</exception>
    public async Task<IReadOnlyList<UserWriteResult>> WriteAsync(UserJob job, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await WriteInTurnAsync(job, cancellationToken);
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();

    async Task<IReadOnlyList<UserWriteResult>> WriteInTurnAsync(UserJob job, CancellationToken cancellationToken)
    {
        var writes = job.Items.Where(item => item.Write is not null).Select(item => item.Write!(new PatchWork())).ToList();
        var users = writes.OfType<UserModification>().ToList();
        // Which names the renames want shows when they are decided; they are looked up in the next attempt.
        var names = writes.OfType<UserCreation>().Select(write => UserNameKey.Of(write.OrganisationId, write.Document)).ToHashSet();
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            try
            {
                if (await TryWriteAsync(job, users, names, cancellationToken) is { } results)
                    return results;
            }
            catch (PostgresException exception) when (
                PostgresErrors.IsConflict(exception) || PostgresErrors.IsUniqueViolation(exception, "users_user_name_taken_once"))
            {
                // Somebody took a name, or waited for us while we waited for them. The transaction is gone: decide again.
            }
        }
        throw ScimException.ServiceUnavailable(
            "Other requests kept taking the userNames that this job wants. Nothing of it is written; send it again.");
    }

    async Task<IReadOnlyList<UserWriteResult>?> TryWriteAsync(
        UserJob job, List<UserModification> users, HashSet<UserNameKey> names, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetScimNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var stored = await UserTable.ReadAsync(connection, UserStatements.Find(users), cancellationToken);
        var known = await UserTable.ReadNamesAsync(connection, names, cancellationToken);
        var decision = UserJobDecision.Of(job, stored, known, now);
        if (HasLearnt(names, decision))
            return null;
        if (decision.Group is { Changed.Count: 0, Created.Count: 0 })
            return decision.Results;
        // A user that does not exist cannot come to be in between: ids are ours, and never used again.
        var locked = await UserTable.ReadAsync(connection, UserStatements.Lock(users), cancellationToken);
        if (!Versions(locked).SetEquals(Versions(stored)))
        {
            decision = UserJobDecision.Of(job, locked, known, now);
            if (HasLearnt(names, decision))
                return null;
        }
        var inserted = await UserTable.WriteAsync(new NpgsqlBatch(connection, transaction), decision.Group, now, cancellationToken);
        if (inserted.Count < decision.Group.Created.Count)
            return null;
        await transaction.CommitAsync(cancellationToken);
        return decision.Results;
    }

    static bool HasLearnt(HashSet<UserNameKey> names, UserJobDecision decision)
    {
        var count = names.Count;
        names.UnionWith(decision.Group.NewNames);
        return names.Count > count;
    }

    static HashSet<(Guid Id, long Version)> Versions(IEnumerable<StoredUser> users) => [.. users.Select(user => (user.Id, user.Version))];
}
