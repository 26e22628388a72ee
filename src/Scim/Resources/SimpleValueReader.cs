using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>Reads the values that have no sub-attributes (RFC 7643 §2.3).</summary>
static class SimpleValueReader
{
    /// <summary>The value in its attribute's type, or null for "".</summary>
    /// <exception cref="ScimException">400 invalidValue, naming the attribute.</exception>
    public static JsonValue? Read(SchemaAttribute attribute, JsonNode value, string name) => value.GetValueKind() switch
    {
        JsonValueKind.String => ReadText(attribute.Type, JsonMembers.Text(value, name), name),
        JsonValueKind.True when attribute.Type == AttributeType.Boolean => JsonValue.Create(true),
        JsonValueKind.False when attribute.Type == AttributeType.Boolean => JsonValue.Create(false),
        JsonValueKind.Number when IsNumber(attribute.Type, value) => (JsonValue)value.DeepClone(),
        _ => throw Unfit(attribute.Type, name),
    };

    static JsonValue? ReadText(AttributeType type, string text, string name)
    {
        if (text.Length == 0)
            return null;
        return type switch
        {
            // Entra sends "True" and "False" for booleans unless its compatibility flag is set.
            AttributeType.Boolean when bool.TryParse(text, out var boolean) => JsonValue.Create(boolean),
            AttributeType.String or AttributeType.Reference => JsonValue.Create(text),
            AttributeType.DateTime when DateTimeValue.TryParse(text, out _) => JsonValue.Create(text),
            AttributeType.Binary when Base64.IsValid(text) => JsonValue.Create(text),
            _ => throw Unfit(type, name),
        };
    }

    static bool IsNumber(AttributeType type, JsonNode value) =>
        type is AttributeType.Decimal or AttributeType.Integer
        && value.AsValue().TryGetValue<decimal>(out var number)
        && (type == AttributeType.Decimal || decimal.IsInteger(number));

    static ScimException Unfit(AttributeType type, string name) => ScimException.InvalidValue(name, type switch
    {
        AttributeType.Boolean => "true or false is expected.",
        AttributeType.Decimal => "a number is expected.",
        AttributeType.Integer => "a whole number is expected.",
        AttributeType.DateTime => "a time is expected, such as 2011-05-13T04:42:34Z.",
        AttributeType.Binary => "base64 text is expected.",
        _ => "text is expected.",
    });
}
