using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Filters;

/// <summary>Says whether a filter matches one resource (RFC 7644 §3.4.2.2).</summary>
/// <remarks>
/// An attribute that the resource type lacks counts as unassigned (§3.4.2.1). Of a multi-valued attribute any value may match.
/// <c>ne</c> is the opposite of <c>eq</c>: it holds for an unassigned attribute, and for a multi-valued one if no value is equal.
/// </remarks>
public static class FilterEvaluator
{
    /// <summary>Whether the resource, stored or returned, matches.</summary>
    /// <exception cref="ScimException">400 invalidFilter: an operator does not suit its attribute.</exception>
    public static bool Matches(Filter filter, ResourceType resourceType, JsonObject resource)
    {
        FilterCheck.Check(filter, resourceType);
        return Matches(filter, path => InResource(path, resourceType, resource));
    }

    /// <summary>Whether one element of a complex attribute satisfies the condition of a value path.</summary>
    internal static bool MatchesElement(Filter condition, SchemaAttribute attribute, JsonNode element)
    {
        FilterCheck.CheckElement(condition, attribute);
        return Matches(condition, path => InElement(path, attribute, element));
    }

    static bool Matches(Filter filter, Func<AttributePath, Operand> resolve) => filter switch
    {
        And(var left, var right) => Matches(left, resolve) && Matches(right, resolve),
        Or(var left, var right) => Matches(left, resolve) || Matches(right, resolve),
        Not(var operand) => !Matches(operand, resolve),
        Present(var path) => resolve(path).Elements.Any(),
        Comparison(var path, var comparison, var value) => Matches(resolve(path), comparison, value),
        ValuePath(var path, var condition) => resolve(path) is { Attribute: { } attribute } operand
            && operand.Elements.Any(element => Matches(condition, inner => InElement(inner, attribute, element))),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    static bool Matches(Operand operand, CompareOperator comparison, FilterValue value)
    {
        if (operand.Attribute is not { } attribute)
            return comparison == CompareOperator.Ne ? value is not NullValue : comparison == CompareOperator.Eq && value is NullValue;
        if (attribute.Type == AttributeType.Complex)
        {
            attribute = attribute.Compared!;
            operand = operand.Of(attribute);
        }
        var isNegated = comparison == CompareOperator.Ne;
        var sought = isNegated ? CompareOperator.Eq : comparison;
        var isMatch = value is NullValue
            ? !operand.Elements.Any()
            : operand.Elements.Any(element => ValueComparer.Matches(attribute, element, sought, value));
        return isMatch != isNegated;
    }

    static Operand InResource(AttributePath path, ResourceType resourceType, JsonObject resource)
    {
        if (resourceType.Resolve(path) is not { } found)
            return Operand.Unknown;
        var value = ResourceDocument.Container(resource, found.Extension)?[found.Attribute.Name];
        var operand = new Operand(found.Attribute, value is JsonArray array ? array.OfType<JsonNode>() : value is null ? [] : [value]);
        return found.SubAttribute is null ? operand : operand.Of(found.SubAttribute);
    }

    static Operand InElement(AttributePath path, SchemaAttribute attribute, JsonNode element)
    {
        var operand = new Operand(attribute, [element]);
        return attribute.FindInElement(path) switch
        {
            null => Operand.Unknown,
            var found when found == attribute => operand,
            var subAttribute => operand.Of(subAttribute),
        };
    }

    /// <summary>An attribute, null if unknown, and its values in the resource at hand.</summary>
    readonly record struct Operand(SchemaAttribute? Attribute, IEnumerable<JsonNode> Elements)
    {
        public static Operand Unknown => new(null, []);

        public Operand Of(SchemaAttribute subAttribute) =>
            new(subAttribute, Elements.OfType<JsonObject>().Select(element => element[subAttribute.Name]).OfType<JsonNode>());
    }
}
