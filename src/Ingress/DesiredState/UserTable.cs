using Blink.Pipeline.Ingress.AsyncRequests;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>Reads and writes the rows of a group, on the connection and in the transaction of whoever writes it.</summary>
static class UserTable
{
    public static async Task<List<StoredUser>> ReadAsync(
        NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var users = new List<StoredUser>();
        while (await reader.ReadAsync(cancellationToken))
            users.Add(UserRow.Read(reader));
        return users;
    }

    public static async Task<Dictionary<UserNameKey, UserName>> ReadNamesAsync(
        NpgsqlConnection connection, IReadOnlyCollection<UserNameKey> names, CancellationToken cancellationToken)
    {
        var known = new Dictionary<UserNameKey, UserName>();
        if (names.Count == 0)
            return known;
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { UserStatements.FindNames(names) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var organisationId = reader.GetGuid(0);
            known[new UserNameKey(organisationId, reader.GetString(1))] = new UserName(
                new UserNameKey(organisationId, reader.GetString(2)),
                reader.IsDBNull(3) ? null : reader.GetGuid(3));
        }
        return known;
    }

    /// <summary>Makes the rows what the group says.</summary>
    /// <returns>The ids of those new users whose names were free.</returns>
    public static async Task<HashSet<Guid>> WriteAsync(NpgsqlBatch batch, UserGroup group, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var _ = batch;
        // A name that is left by one user can be taken by another of the same group: deletions first, and of several that are renamed
        // each gives its name up before one of them takes it.
        var renamed = group.Changed.Where(row => row is { IsDeleted: false, NewName: not null }).Select(row => row.User).ToList();
        foreach (var part in group.Changed.GroupBy(row => row.IsDeleted).OrderByDescending(part => part.Key))
        {
            if (!part.Key && renamed.Count > 1)
                batch.BatchCommands.Add(UserStatements.LeaveNames(renamed));
            batch.BatchCommands.Add(UserStatements.Update([.. part], now));
        }
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
}
