using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>
/// Brings a value into the form that its attribute's schema asks for, keeping what was sent. Null means unassigned: null, [] and
/// "" were sent, or nothing that the schema knows (RFC 7643 §2.5).
/// </summary>
static class ValueReader
{
    /// <summary>The most elements of a multi-valued attribute: far above what a person has, and it bounds the work of a PATCH.</summary>
    public const int MaxElements = 500;

    /// <summary>Reads the whole value of an attribute: a <see cref="JsonArray"/> if it is multi-valued.</summary>
    /// <exception cref="ScimException">400 invalidValue, naming the attribute.</exception>
    public static JsonNode? Read(SchemaAttribute attribute, JsonNode? value, string name) =>
        attribute.MultiValued ? ReadElements(attribute, value, name) : ReadElement(attribute, value, name);

    /// <summary>Reads the elements of a multi-valued attribute; one that stands alone needs no array around it.</summary>
    public static JsonArray? ReadElements(SchemaAttribute attribute, JsonNode? value, string name)
    {
        var elements = new JsonArray();
        foreach (var item in value is JsonArray array ? [.. array] : new[] { value })
        {
            if (item is JsonArray)
                throw OneExpected(name);
            if (ReadElement(attribute, item, name) is { } element)
                elements.Add(element);
        }
        if (elements.Count > MaxElements)
            throw ScimException.InvalidValue(name, $"there are more than {MaxElements} values.");
        if (elements.Count(MultiValue.IsPrimary) > 1)
            throw ScimException.InvalidValue(name, "more than one value is marked as primary. Mark one.");
        return elements.Count == 0 ? null : elements;
    }

    /// <summary>Reads one value: of a single-valued attribute, or one element of a multi-valued one.</summary>
    public static JsonNode? ReadElement(SchemaAttribute attribute, JsonNode? value, string name) => Alone(value, name) switch
    {
        null => null,
        var one when attribute.Type == AttributeType.Complex => ReadComplex(attribute, one, name),
        var one => SimpleValueReader.Read(attribute, one, name),
    };

    /// <summary>The members of a value for a complex attribute, by sub-attribute; a null among them clears it.</summary>
    /// <remarks>A bare string is the <c>value</c>: Entra sends <c>manager</c> so.</remarks>
    public static IEnumerable<(SchemaAttribute SubAttribute, JsonNode? Value)> ReadMembers(SchemaAttribute attribute, JsonNode value, string name)
    {
        if (value.GetValueKind() == JsonValueKind.String && attribute.Find("value") is { } bare)
            return [(bare, SimpleValueReader.Read(bare, value, name))];
        if (value is not JsonObject json)
            throw ScimException.InvalidValue(name, "an object with sub-attributes is expected.");

        return JsonMembers.Of(json)
            .Select(member => (SubAttribute: attribute.Find(member.Key), member.Value))
            .Where(member => member.SubAttribute is not null && IsStored(attribute, member.SubAttribute))
            .Select(member => (member.SubAttribute!, Read(member.SubAttribute!, member.Value, $"{name}.{member.SubAttribute!.Name}")));
    }

    /// <summary>The value itself, out of an array that holds nothing else; null for an empty one.</summary>
    public static JsonNode? Alone(JsonNode? value, string name) => value switch
    {
        JsonArray { Count: 0 } => null,
        JsonArray { Count: 1 } array => array[0] is JsonArray ? throw OneExpected(name) : array[0],
        JsonArray => throw OneExpected(name),
        _ => value,
    };

    /// <summary>
    /// Whether a client's value is kept: not if it is readOnly; not if it is never returned, such as a password, which must not be
    /// stored as it is (RFC 7643 §9.2); and not a $ref beside a value, which the server derives from it.
    /// </summary>
    public static bool IsStored(SchemaAttribute attribute, SchemaAttribute? subAttribute = null)
    {
        var innermost = subAttribute ?? attribute;
        return innermost.Mutability != Mutability.ReadOnly
            && innermost.Returned != Returned.Never
            && !(subAttribute?.Name == "$ref" && attribute.Find("value") is not null);
    }

    static JsonObject? ReadComplex(SchemaAttribute attribute, JsonNode value, string name)
    {
        var result = new JsonObject();
        foreach (var (subAttribute, subValue) in ReadMembers(attribute, value, name))
        {
            result.Remove(subAttribute.Name);
            if (subValue is not null)
                result[subAttribute.Name] = subValue;
        }
        return result.Count == 0 ? null : result;
    }

    static ScimException OneExpected(string name) => ScimException.InvalidValue(name, "one value is expected, not several.");
}
