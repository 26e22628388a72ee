using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Scim.Errors;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>Reads what is committed: an organisation sees its own writes at once.</summary>
sealed class UserQueries(NpgsqlDataSource dataSource, QueryTurns turns, IOptions<QueryOptions> options, IOptions<IngressOptions> pages)
{
    const string FindSql = $"""
        SELECT
            {UserRow.Columns}
        FROM scim.users AS users
        WHERE users.organisation_id = @organisation
            AND users.id = @id
            AND users.deleted_at IS NULL
        """;

    // Until the end of the batch, which is one transaction. To wait for a lock costs nothing and is not the query's fault: it ends sooner.
    const string LimitSql = "SELECT set_config('statement_timeout', @limit, TRUE), set_config('lock_timeout', @lock_limit, TRUE)";

    /// <summary>The user, or null when this organisation has none of that id, or has it no more.</summary>
    public async Task<StoredUser?> FindAsync(Guid organisationId, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(FindSql).With("organisation", organisationId).With("id", id);
        var users = await command.ReadAsync(UserRow.Read, cancellationToken);
        return users.SingleOrDefault();
    }

    /// <summary>One page of the users that match and the total, from one snapshot.</summary>
    /// <param name="query">Who is asked for.</param>
    /// <param name="skip">How many to leave out first.</param>
    /// <param name="take">The most to return; 0 returns the total only.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="ScimException">400 invalidFilter: the filter compares what cannot be compared; 400 tooMany: it takes too long.</exception>
    public Task<UserPage> ListAsync(UserQuery query, long skip, int take, CancellationToken cancellationToken) =>
        ReadAsync(query, UserListSql.From(query, skip, take), cancellationToken);

    /// <summary>The users that match and come after a position, without total: where an index has the order, every page costs the same.</summary>
    /// <exception cref="ScimException">As for a page by its index.</exception>
    public Task<UserPage> ListAfterAsync(UserQuery query, UserPosition position, int take, CancellationToken cancellationToken) =>
        ReadAsync(query, UserListSql.After(query, position, take), cancellationToken);

    async Task<UserPage> ReadAsync(UserQuery query, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        // A lookup needs no limit, and one that takes long says that PostgreSQL is in trouble.
        var isLimited = !IndexedLookups.ServeAll(query.Filter);
        using var turn = isLimited ? await turns.TakeAsync(query.OrganisationId, cancellationToken) : null;
        await using var batch = dataSource.CreateBatch();
        if (isLimited)
            batch.BatchCommands.Add(Limit(batch));
        batch.BatchCommands.Add(command);
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            if (isLimited)
                await reader.NextResultAsync(cancellationToken);
            return await ReadAsync(reader, cancellationToken);
        }
        catch (PostgresException exception) when (isLimited && exception.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            throw ScimException.TooMany(
                $"This query takes longer than the {options.Value.TimeLimit.TotalSeconds} s that this server gives it. Narrow it by what has an index: "
                + $"{IndexedLookups.Names}; and page by cursor instead of by startIndex.");
        }
    }

    NpgsqlBatchCommand Limit(NpgsqlBatch batch)
    {
        var limit = options.Value.TimeLimit;
        // PostgreSQL stops the query itself; should it not, it is away.
        batch.Timeout = (int)limit.TotalSeconds + 3;
        return new NpgsqlBatchCommand(LimitSql).With("limit", Milliseconds(limit)).With("lock_limit", Milliseconds(limit / 2));
    }

    static string Milliseconds(TimeSpan time) => $"{(int)time.TotalMilliseconds}ms";

    async Task<UserPage> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        int? total = null;
        var length = 0L;
        var users = new List<PlacedUser>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.IsDBNull(7))
                total = checked((int)reader.GetInt64(7));
            if (reader.IsDBNull(0))
                continue;
            var document = reader.GetString(5);
            length += document.Length;
            if (length > pages.Value.MaxPageBytes && users.Count > 0)
                return new UserPage(total, users, IsCutShort: true);
            var user = UserRow.Read(reader, document);
            users.Add(new PlacedUser(user, new UserPosition(reader.Nullable<string>(6), user.Id)));
        }
        return new UserPage(total, users, IsCutShort: false);
    }
}
