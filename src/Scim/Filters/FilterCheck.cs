using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Filters;

/// <summary>Refuses filters that compare what cannot be compared, whichever resources there are (RFC 7644 §3.4.2.2, table 3).</summary>
public static class FilterCheck
{
    /// <summary>Checks every comparison; one of an attribute that the resource type lacks is in order.</summary>
    /// <exception cref="ScimException">400 invalidFilter: an operator or a value does not suit its attribute.</exception>
    public static void Check(Filter filter, ResourceType resourceType) => Check(filter, path => resourceType.Resolve(path)?.Innermost);

    /// <summary>Checks the condition of a value path on that attribute.</summary>
    internal static void CheckElement(Filter condition, SchemaAttribute attribute) => Check(condition, attribute.FindInElement);

    static void Check(Filter filter, Func<AttributePath, SchemaAttribute?> resolve)
    {
        switch (filter)
        {
            case And(var left, var right):
                Check(left, resolve);
                Check(right, resolve);
                break;
            case Or(var left, var right):
                Check(left, resolve);
                Check(right, resolve);
                break;
            case Not(var operand):
                Check(operand, resolve);
                break;
            case ValuePath(var path, var condition) when resolve(path) is { } attribute:
                CheckElement(condition, attribute);
                break;
            case Comparison(var path, var comparison, var value) when resolve(path) is { } attribute:
                ValueComparer.Check(
                    attribute.Compared ?? throw ScimException.InvalidFilter($"{path} has sub-attributes; compare one of them."), path, comparison, value);
                break;
        }
    }
}
