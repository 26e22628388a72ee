using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>
/// Turns a filter into a condition on a row called "users" that means what <see cref="FilterEvaluator"/> does. Values travel as
/// parameters only; what stands in the SQL are names of the schemas. A condition that is NULL counts as false.
/// </summary>
sealed class FilterSql(UserAttributes attributes, SqlParameters parameters)
{
    /// <summary>The condition.</summary>
    /// <exception cref="ScimException">400 invalidFilter: it compares what cannot be compared.</exception>
    public string Condition(Filter filter)
    {
        FilterCheck.Check(filter, UserResourceType.Definition);
        return Condition(filter, attributes.Find, IndexedLookup);
    }

    string Condition(Filter filter, Func<AttributePath, SqlOperand?> find, Func<Filter, string?> lookup) => filter switch
    {
        And(var left, var right) => $"({Condition(left, find, lookup)} AND {Condition(right, find, lookup)})",
        Or(var left, var right) => $"({Condition(left, find, lookup)} OR {Condition(right, find, lookup)})",
        Not(var operand) => Not(Condition(operand, find, lookup)),
        Present(var path) => Present(find(path)),
        Comparison { Operator: CompareOperator.Ne } comparison => Not(Condition(comparison with { Operator = CompareOperator.Eq }, find, lookup)),
        _ when lookup(filter) is { } indexed => $"({indexed} AND {Term(filter, find)})",
        _ => Term(filter, find),
    };

    string Term(Filter term, Func<AttributePath, SqlOperand?> find) => term switch
    {
        Comparison(var path, CompareOperator.Eq, NullValue) => Not(Present(find(path)?.Compared)),
        Comparison(var path, var comparison, var value) when find(path)?.Compared is { } operand =>
            operand.Any(one => ComparisonSql.Condition(operand.Attribute, one, comparison, value.ToText(), parameters)),
        ValuePath(var path, var condition) when find(path) is { } operand => operand.Any(element =>
            $"{element.Json} IS NOT NULL AND {Condition(condition, inner => InElement(inner, operand.Attribute, element), _ => null)}"),
        // An attribute that the resource type lacks is unassigned (RFC 7644 §3.4.2.1).
        _ => "FALSE",
    };

    string? IndexedLookup(Filter term) => IndexedLookups.Condition(term, parameters);

    static SqlOperand? InElement(AttributePath path, SchemaAttribute attribute, SqlValue element)
    {
        var operand = new SqlOperand(attribute, condition => condition(element));
        return attribute.FindInElement(path) switch
        {
            null => null,
            var found when found == attribute => operand,
            var subAttribute => operand.Of(subAttribute),
        };
    }

    static string Present(SqlOperand? operand) => operand?.Any(value => $"{value.Json} IS NOT NULL") ?? "FALSE";

    static string Not(string condition) => $"({condition}) IS NOT TRUE";
}
