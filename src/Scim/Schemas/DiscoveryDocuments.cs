using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Messages;

namespace Blink.Pipeline.Scim.Schemas;

/// <summary>Schemas and resource types as /Schemas and /ResourceTypes show them (RFC 7643 §6, §7): camelCase, nothing null.</summary>
public static class DiscoveryDocuments
{
    /// <summary>The resource of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="baseUri">The base URI of the service provider, without slash at the end.</param>
    public static JsonObject Of(Schema schema, string baseUri) => new()
    {
        ["schemas"] = new JsonArray(ScimUrns.Schema),
        ["id"] = schema.Id,
        ["name"] = schema.Name,
        ["description"] = schema.Description,
        ["attributes"] = Attributes(schema.Attributes),
        ["meta"] = Meta("Schema", $"{baseUri}/Schemas/{schema.Id}"),
    };

    /// <summary>The resource of a resource type.</summary>
    /// <param name="resourceType">The resource type.</param>
    /// <param name="baseUri">The base URI of the service provider, without slash at the end.</param>
    public static JsonObject Of(ResourceType resourceType, string baseUri) => new()
    {
        ["schemas"] = new JsonArray(ScimUrns.ResourceType),
        ["id"] = resourceType.Name,
        ["name"] = resourceType.Name,
        ["endpoint"] = resourceType.Endpoint,
        ["description"] = resourceType.Schema.Description,
        ["schema"] = resourceType.Schema.Id,
        ["schemaExtensions"] = new JsonArray(
            [.. resourceType.Extensions.Select(extension => new JsonObject { ["schema"] = extension.Id, ["required"] = false })]),
        ["meta"] = Meta("ResourceType", $"{baseUri}/ResourceTypes/{resourceType.Name}"),
    };

    internal static JsonObject Meta(string resourceType, string location) =>
        new() { ["resourceType"] = resourceType, ["location"] = location };

    static JsonArray Attributes(IReadOnlyList<SchemaAttribute> attributes) => new([.. attributes.Select(Attribute)]);

    static JsonObject Attribute(SchemaAttribute attribute)
    {
        var json = new JsonObject
        {
            ["name"] = attribute.Name,
            ["type"] = Keyword(attribute.Type),
            ["multiValued"] = attribute.MultiValued,
            ["description"] = attribute.Description,
            ["required"] = attribute.Required,
            ["caseExact"] = attribute.CaseExact,
            ["mutability"] = Keyword(attribute.Mutability),
            ["returned"] = Keyword(attribute.Returned),
            ["uniqueness"] = Keyword(attribute.Uniqueness),
        };
        if (attribute.CanonicalValues.Count > 0)
            json["canonicalValues"] = Strings(attribute.CanonicalValues);
        if (attribute.ReferenceTypes.Count > 0)
            json["referenceTypes"] = Strings(attribute.ReferenceTypes);
        if (attribute.SubAttributes.Count > 0)
            json["subAttributes"] = Attributes(attribute.SubAttributes);
        return json;
    }

    static string Keyword<TEnum>(TEnum value) where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
