using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Scim.Filters;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>Reads what is committed: an organisation sees its own writes at once.</summary>
sealed class UserQueries(NpgsqlDataSource dataSource)
{
    const string FindSql = $"""
        SELECT
            {UserRow.Columns}
        FROM scim.users AS users
        WHERE users.organisation_id = @organisation
            AND users.id = @id
            AND users.deleted_at IS NULL
        """;

    const string AllSql = "users.organisation_id = @organisation";

    // No index serves this form of "equal", so the one of what is looked for has to be taken. Otherwise, for as long as a table that is
    // just being filled has no statistics, or a plan from before is kept, PostgreSQL would read the whole organisation for each lookup.
    const string FoundSql = "users.organisation_id IS NOT DISTINCT FROM @organisation";

    /// <summary>The user, or null when this organisation has none of that id, or has it no more.</summary>
    public async Task<StoredUser?> FindAsync(Guid organisationId, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(FindSql).With("organisation", organisationId).With("id", id);
        var users = await command.ReadAsync(UserRow.Read, cancellationToken);
        return users.SingleOrDefault();
    }

    /// <summary>One page of the users that match, in the order of their ids, from one snapshot.</summary>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="filter">What they must satisfy; null: all.</param>
    /// <param name="skip">How many to leave out first.</param>
    /// <param name="take">The most to return; 0 returns the total only.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="Scim.Errors.ScimException">400 invalidFilter: the filter asks for what cannot be looked up.</exception>
    public async Task<UserPage> ListAsync(Guid organisationId, Filter? filter, long skip, int take, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("").With("organisation", organisationId).With("skip", skip).With("take", take);
        command.CommandText = ListSql(filter is null ? AllSql : $"{FoundSql} AND {FilterSql.Condition(filter, command)}");
        var total = 0;
        var users = new List<StoredUser>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            total = checked((int)reader.GetInt64(6));
            if (!reader.IsDBNull(0))
                users.Add(UserRow.Read(reader));
        }
        return new UserPage(total, users);
    }

    // The ids of a page come from an index in their order, and stop at its end; only its own documents are read. The condition stands
    // there twice: named once for both, PostgreSQL would store and sort all the ids that match, for every page. The total is there
    // even when the page is empty.
    static string ListSql(string condition) => $"""
        SELECT
            {UserRow.Columns},
            total.count
        FROM (
            SELECT count(*)
            FROM scim.users AS users
            WHERE users.deleted_at IS NULL
                AND {condition}) AS total
        LEFT JOIN (
            SELECT users.id
            FROM scim.users AS users
            WHERE users.deleted_at IS NULL
                AND {condition}
            ORDER BY users.id
            OFFSET @skip
            LIMIT @take) AS page ON TRUE
        LEFT JOIN scim.users AS users ON users.id = page.id
        ORDER BY page.id
        """;
}
