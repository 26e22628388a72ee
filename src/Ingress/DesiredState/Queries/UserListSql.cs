using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>The statements of listings. Each returns the columns of <see cref="UserRow"/>, then the key of the order and the total.</summary>
static class UserListSql
{
    const string AllSql = "users.organisation_id = @organisation";

    // No index serves this form of "equal", so the one of what is looked for has to be taken. Otherwise, for as long as a table that is
    // just being filled has no statistics, or a plan from before is kept, PostgreSQL would read the whole organisation for each lookup.
    const string FoundSql = "users.organisation_id IS NOT DISTINCT FROM @organisation";

    /// <summary>The users from an index on, and the total, also when there is nobody at that index.</summary>
    public static NpgsqlBatchCommand From(UserQuery query, long skip, int take)
    {
        var (command, order, condition) = Begin(query, take);
        var page = Page(order, condition, IndexedLookups.Serve(query.Filter));
        command.With("skip", skip);
        // The condition stands there twice: named once for both, PostgreSQL would store and sort all the ids that match, for every page.
        command.CommandText = $"""
            SELECT
                {UserRow.Columns},
                page.key::text,
                total.count
            FROM (
                SELECT count(*)
                FROM scim.users AS users
                WHERE {condition}) AS total
            LEFT JOIN (
                {page}
                OFFSET @skip) AS page ON TRUE
            LEFT JOIN scim.users AS users ON users.id = page.id
            ORDER BY {order.List("page.key", "page.id")}
            """;
        return command;
    }

    /// <summary>The users after a position, without total.</summary>
    public static NpgsqlBatchCommand After(UserQuery query, UserPosition position, int take)
    {
        var (command, order, condition) = Begin(query, take);
        var page = Page(order, $"{condition} AND {order.After(position)}", IndexedLookups.Serve(query.Filter));
        command.CommandText = $"""
            SELECT
                {UserRow.Columns},
                page.key::text,
                NULL::bigint
            FROM (
                {page}) AS page
            JOIN scim.users AS users ON users.id = page.id
            ORDER BY {order.List("page.key", "page.id")}
            """;
        return command;
    }

    static (NpgsqlBatchCommand Command, OrderSql Order, string Condition) Begin(UserQuery query, int take)
    {
        var command = new NpgsqlBatchCommand().With("organisation", query.OrganisationId).With("take", take);
        var parameters = new SqlParameters(command);
        var attributes = new UserAttributes(query.UsersUri, parameters);
        var condition = $"users.deleted_at IS NULL AND {(IndexedLookups.Serve(query.Filter) ? FoundSql : AllSql)}";
        if (query.Filter is not null)
            condition += $" AND {new FilterSql(attributes, parameters).Condition(query.Filter)}";
        return (command, new OrderSql(query.Order, attributes, parameters), condition);
    }

    // Where an index has the order, the page comes from it and stops at its end; only the page's own documents are read. What a lookup
    // finds is found first, behind OFFSET 0, and then ordered: else PostgreSQL, where it expects to find many, walks along the order
    // until it has a page of them, and through everybody where there is one.
    static string Page(OrderSql order, string condition, bool isLookup)
    {
        var (from, where) = isLookup
            ? ($"(SELECT users.* FROM scim.users AS users WHERE {condition} OFFSET 0)", "TRUE")
            : ("scim.users", condition);
        return $"""
            SELECT
                users.id,
                {order.Key} AS key
            FROM {from} AS users
            WHERE {where}
            ORDER BY {order.List(order.Key, "users.id")}
            LIMIT @take
            """;
    }
}
