using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>Where the attributes of users are in a row called "users".</summary>
/// <param name="usersUri">What <c>meta.location</c> begins with, up to the slash before the id.</param>
/// <param name="parameters">The parameters of the statement.</param>
sealed class UserAttributes(string usersUri, SqlParameters parameters)
{
    static readonly SqlValue UserName = SqlValue.Column("users.user_name") with { Folded = "users.user_name_key" };
    static readonly SqlValue ManagerId = SqlValue.Column("users.manager_id");
    static readonly SqlValue Document = SqlValue.Column("users.document");

    /// <summary>The attribute with all its values, for a filter; null: users have none of that name, or the sub-attribute is not one of its.</summary>
    /// <exception cref="ScimException">400 invalidFilter: the attribute is known only while an answer is written.</exception>
    public SqlOperand? Find(AttributePath path)
    {
        if (UserResourceType.Definition.Resolve(path) is not { } found)
            return null;
        if (found.Attribute.Returned == Returned.Request)
            throw ScimException.InvalidFilter($"{path} is found out when a user is read, and cannot be filtered by. Ask for it with attributes, and compare it yourself.");
        var value = Value(found);
        var operand = new SqlOperand(found.Attribute, condition => found.Attribute.MultiValued ? AnyElement(value, condition) : condition(value));
        return found.SubAttribute is null ? operand : operand.Of(found.SubAttribute);
    }

    /// <summary>The value that users are ordered by: of a multi-valued attribute the primary, or else the first (RFC 7644 §3.4.2.3).</summary>
    public SqlValue Representative(ResolvedAttribute found)
    {
        var value = Value(found);
        if (found.Attribute.MultiValued)
        {
            value = SqlValue.Element($"""
                coalesce(jsonb_path_query_first({value.Json}, '$[*] ? (@.primary == true)'), jsonb_path_query_first({value.Json}, '$[*]'))
                """);
        }
        var innermost = found.SubAttribute ?? found.Attribute.Compared!;
        return innermost == found.Attribute ? value : value.Member(innermost.Name);
    }

    SqlValue Value(ResolvedAttribute found) => (found.Extension?.Id, found.Attribute.Name) switch
    {
        (null, "id") => new("users.id", "users.id::text"),
        (null, "externalId") => SqlValue.Column("users.external_id"),
        (null, "userName") => UserName,
        (null, "meta") => Meta(),
        (ScimUrns.EnterpriseUser and var urn, "manager" and var name) =>
            Document.Member(urn).Member(name) with { Columns = new Dictionary<string, SqlValue> { ["value"] = ManagerId } },
        (null, var name) => Document.Member(name),
        ({ } urn, var name) => Document.Member(urn).Member(name),
    };

    SqlValue Meta() => SqlValue.Column("users.id") with
    {
        Columns = new Dictionary<string, SqlValue>
        {
            ["resourceType"] = SqlValue.Column($"'{UserResourceType.Definition.Name}'::text"),
            ["created"] = SqlValue.Column("users.created_at") with { Time = "users.created_at" },
            ["lastModified"] = SqlValue.Column("users.last_modified") with { Time = "users.last_modified" },
            ["location"] = SqlValue.Column($"({parameters.Add(usersUri)}::text || users.id)"),
            ["version"] = SqlValue.Column("('W/\"' || users.version || '\"')"),
        },
    };

    // A lax path takes a value that stands alone as the array of it, and is never an error.
    string AnyElement(SqlValue value, Func<SqlValue, string> condition)
    {
        var alias = parameters.NextAlias();
        return $"""
            EXISTS (
                SELECT
                FROM jsonb_path_query({value.Json}, '$[*]') AS {alias} (value)
                WHERE {condition(SqlValue.Element(alias + ".value"))})
            """;
    }
}
