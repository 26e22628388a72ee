using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Patching;

/// <summary>When two elements of a multi-valued attribute are about the same thing, and how they become one.</summary>
static class ElementMatch
{
    /// <summary>
    /// Whether an element that is to be added is there already: by value, and by type if it has one, the pair that RFC 7643 §2.4
    /// does not want twice; without value only if all is equal.
    /// </summary>
    public static bool IsSame(JsonNode existing, JsonNode element, SchemaAttribute attribute) =>
        element is JsonObject given && given["value"] is not null
            ? IsListed(existing, element, attribute)
            : JsonNode.DeepEquals(existing, element);

    /// <summary>Whether a remove that lists this value means the element: by value, and by type if given; else by all it lists.</summary>
    public static bool IsListed(JsonNode existing, JsonNode listed, SchemaAttribute attribute)
    {
        if (existing is not JsonObject members || listed is not JsonObject given)
            return JsonNode.DeepEquals(existing, listed);
        if (given["value"] is null)
            return given.All(member => JsonNode.DeepEquals(members[member.Key], member.Value));
        return AreEqual(members, given, attribute, "value")
            && (given["type"] is null || AreEqual(members, given, attribute, "type"));
    }

    /// <summary>A new element: the first one's members, overwritten by the second one's.</summary>
    public static JsonNode Merge(JsonNode? basis, JsonNode element)
    {
        if (basis is not JsonObject || element is not JsonObject given)
            return element.DeepClone();
        var merged = (JsonObject)basis.DeepClone();
        foreach (var (key, value) in given)
            merged[key] = value?.DeepClone();
        return merged;
    }

    /// <summary>The element that the condition of a path describes: <c>type eq "work"</c> means <c>{"type":"work"}</c>.</summary>
    /// <exception cref="ScimException">400 noTarget: the condition does not describe one.</exception>
    public static JsonObject Implied(Filter condition, SchemaAttribute attribute, string name) =>
        TryImply(condition, attribute, name)
        ?? throw ScimException.NoTarget(
            $"{name}: no value matches the filter of the path, and the filter does not tell how a new one should look.");

    /// <summary>The same, or null.</summary>
    public static JsonObject? TryImply(Filter condition, SchemaAttribute attribute, string name)
    {
        switch (condition)
        {
            case And(var left, var right):
                return TryImply(left, attribute, name) is { } first && TryImply(right, attribute, name) is { } second
                    ? (JsonObject)Merge(first, second)
                    : null;
            case Comparison({ Schema: null, SubAttribute: null } path, CompareOperator.Eq, var value)
                when attribute.Find(path.Name) is { } subAttribute && ValueReader.IsStored(attribute, subAttribute):
                var read = ValueReader.Read(subAttribute, Json(value), $"{name}.{subAttribute.Name}");
                return read is null ? null : new JsonObject { [subAttribute.Name] = read };
            default:
                return null;
        }
    }

    static JsonNode? Json(FilterValue value) => value switch
    {
        TextValue(var text) => text,
        NumberValue(var number) => number.ToString(CultureInfo.InvariantCulture),
        BooleanValue(var boolean) => boolean,
        _ => null,
    };

    static bool AreEqual(JsonObject members, JsonObject given, SchemaAttribute attribute, string member)
    {
        var (left, right) = (members[member], given[member]);
        if (left?.GetValueKind() != JsonValueKind.String || right?.GetValueKind() != JsonValueKind.String)
            return JsonNode.DeepEquals(left, right);
        var compared = attribute.Find(member) ?? attribute;
        return ComparableText.Of(compared, left.GetValue<string>()) == ComparableText.Of(compared, right.GetValue<string>());
    }
}
