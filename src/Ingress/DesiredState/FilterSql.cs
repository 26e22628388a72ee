using System.Globalization;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Schemas;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>Turns a filter into a condition on the lookup columns. Values travel as parameters only.</summary>
static class FilterSql
{
    const string Supported =
        "This server filters Users by userName, externalId, id, emails[type eq \"work\"].value, emails.value and manager, "
        + "each compared with eq, and combined with and.";

    /// <summary>The condition on a row called "users"; its parameters are added to the command.</summary>
    /// <exception cref="ScimException">400 invalidFilter, with what is supported.</exception>
    public static string Condition(Filter filter, NpgsqlCommand command) => filter switch
    {
        And(var left, var right) => $"{Condition(left, command)} AND {Condition(right, command)}",
        Comparison { Operator: CompareOperator.Eq } comparison => Equal(Resolve(comparison.Path), Text(comparison), command),
        ValuePath path => Emails(path, command),
        _ => throw NotSupported(filter),
    };

    static string Equal(ResolvedAttribute attribute, string value, NpgsqlCommand command) =>
        (attribute.Extension?.Id, attribute.Attribute.Name, attribute.Compared?.Name) switch
        {
            (null, "id", _) => Guid.TryParse(value, out var id) ? $"users.id = {Parameter(command, id)}" : "FALSE",
            (null, "userName", _) => $"users.user_name_key = {Folded(command, value)}",
            (null, "externalId", _) => $"users.external_id = {Parameter(command, value)}",
            (null, "emails", "value") => AnyEmail(value, command),
            (ScimUrns.EnterpriseUser, "manager", "value") => $"users.manager_id = {Parameter(command, value)}",
            _ => throw ScimException.InvalidFilter($"{attribute.Attribute.Name} cannot be filtered by. {Supported}"),
        };

    // emails[type eq "work" and value eq "x"], in either order, or emails[value eq "x"]
    static string Emails(ValuePath path, NpgsqlCommand command)
    {
        var attribute = Resolve(path.Path);
        var terms = TermsOf(path.Condition).ToList();
        var values = terms.Where(term => Names(term, "value")).ToList();
        var types = terms.Where(term => Names(term, "type")).ToList();
        if (attribute is not { Extension: null, Attribute.Name: "emails" } || values.Count != 1 || values.Count + types.Count != terms.Count)
            throw NotSupported(path);
        return types switch
        {
            [] => AnyEmail(Text(values[0]), command),
            [var type] when Text(type).Equals("work", StringComparison.OrdinalIgnoreCase) =>
                $"users.work_email_key = {Folded(command, Text(values[0]))}",
            _ => throw NotSupported(path),
        };
    }

    static IEnumerable<Comparison> TermsOf(Filter filter) => filter switch
    {
        And(var left, var right) => [.. TermsOf(left), .. TermsOf(right)],
        Comparison { Operator: CompareOperator.Eq } comparison => [comparison],
        _ => throw NotSupported(filter),
    };

    static bool Names(Comparison term, string name) =>
        term.Path is { Schema: null, SubAttribute: null } && term.Path.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    static string AnyEmail(string value, NpgsqlCommand command)
    {
        var email = Folded(command, value);
        return $"(users.work_email_key = {email} OR users.other_email_keys @> ARRAY[{email}])";
    }

    // Entra's documentation also sends values without quotes, and one of digits only parses as a number.
    static string Text(Comparison comparison) => comparison.Value switch
    {
        TextValue(var text) => text,
        NumberValue(var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => throw NotSupported(comparison),
    };

    static ResolvedAttribute Resolve(AttributePath path) => UserResourceType.Definition.Resolve(path) switch
    {
        null => throw ScimException.InvalidFilter($"Users have no attribute {path}. {Supported}"),
        { Extension.IsComputed: true } => throw ScimException.InvalidFilter(
            $"{path} is found out when a user is read, and cannot be filtered by. Ask for it with attributes, and compare it yourself."),
        var found => found,
    };

    static string Folded(NpgsqlCommand command, string value) => $"normalize({Parameter(command, LookupKeys.Fold(value))}, NFC)";

    static string Parameter(NpgsqlCommand command, object value)
    {
        var name = $"p{command.Parameters.Count}";
        command.With(name, value);
        return "@" + name;
    }

    static ScimException NotSupported(Filter filter) => ScimException.InvalidFilter($"'{Kind(filter)}' is not supported. {Supported}");

    // Which operator it was, without the value: the detail ends in logs.
    static string Kind(Filter filter) => filter switch
    {
        Comparison comparison => $"{comparison.Path} {comparison.Operator.ToString().ToLowerInvariant()}",
        Present present => $"{present.Path} pr",
        ValuePath path => $"{path.Path}[…]",
        _ => filter.GetType().Name.ToLowerInvariant(),
    };
}
