using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>The comparisons for which there is an index.</summary>
static class IndexedLookups
{
    /// <summary>What they are, for people.</summary>
    public const string Names =
        "id, userName, externalId, emails.value, emails[type eq \"work\"].value, manager and employeeNumber, each compared with eq";

    // As the index on it has it.
    const string EmployeeNumberKey = $"left(scim.folded((users.document -> '{ScimUrns.EnterpriseUser}') ->> 'employeeNumber'), 512)";

    /// <summary>Whether the users that match the filter are found by indexes alone, so that it costs the same however many others there are.</summary>
    public static bool Serve(Filter? filter) => filter switch
    {
        And(var left, var right) => Serve(left) || Serve(right),
        Or(var left, var right) => Serve(left) && Serve(right),
        _ => filter is not null && Find(filter) is not null,
    };

    /// <summary>Whether the filter is lookups and nothing else, so that no user is read who does not match.</summary>
    public static bool ServeAll(Filter? filter) => filter switch
    {
        And(var left, var right) => ServeAll(left) && ServeAll(right),
        Or(var left, var right) => ServeAll(left) && ServeAll(right),
        _ => filter is not null && Find(filter) is not null,
    };

    /// <summary>
    /// A condition that an index serves and that holds for every user that matches the term; null when there is none, or when the
    /// comparison itself is one.
    /// </summary>
    public static string? Condition(Filter term, SqlParameters parameters) => Find(term) switch
    {
        ("id", var value) => Guid.TryParse(value, out var id) ? $"users.id = {parameters.Add(id)}" : "FALSE",
        ("emails", var value) => AnyEmail(parameters.AddFolded(value)),
        ("employeeNumber", var value) => $"{EmployeeNumberKey} = left({parameters.AddFolded(value)}, 512)",
        _ => null,
    };

    static (string Attribute, string Value)? Find(Filter term) => term switch
    {
        Comparison(var path, CompareOperator.Eq, not NullValue and var value) when Name(path) is { } name => (name, value.ToText()),
        ValuePath(var path, var condition) when Name(path) is ("emails" or "manager") and var name && ValueIn(condition) is { } value => (name, value),
        _ => null,
    };

    // The attribute, if it is compared by its value and there is an index on that.
    static string? Name(AttributePath path)
    {
        if (UserResourceType.Definition.Resolve(path) is not { } found)
            return null;
        return (found.Extension?.Id, found.Attribute.Name, found.Innermost.Compared?.Name) switch
        {
            (null, "id" or "userName" or "externalId", _) => found.Attribute.Name,
            (null, "emails", "value") or (ScimUrns.EnterpriseUser, "manager", "value") => found.Attribute.Name,
            (ScimUrns.EnterpriseUser, "employeeNumber", _) => found.Attribute.Name,
            _ => null,
        };
    }

    // What the condition demands of the element's value.
    static string? ValueIn(Filter condition) => condition switch
    {
        And(var left, var right) => ValueIn(left) ?? ValueIn(right),
        Comparison({ Schema: null, SubAttribute: null } path, CompareOperator.Eq, not NullValue and var value)
            when path.Name.Equals("value", StringComparison.OrdinalIgnoreCase) => value.ToText(),
        _ => null,
    };

    static string AnyEmail(string email) => $"(users.work_email_key = {email} OR users.other_email_keys @> ARRAY[{email}])";
}
