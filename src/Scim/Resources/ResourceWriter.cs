using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>Makes the resource that is returned (RFC 7643 §3, RFC 7644 §3.9) from a stored document.</summary>
public static class ResourceWriter
{
    /// <summary>
    /// The resource: <c>schemas</c>, <c>id</c>, what is selected of the document, <c>meta</c>. Nothing is null, and what is
    /// never returned is not in it. The document is not changed.
    /// </summary>
    public static JsonObject Write(ResourceType resourceType, JsonObject document, ResourceMeta meta, AttributeSelection? selection = null)
    {
        selection ??= AttributeSelection.Default;
        var schemas = new JsonArray(resourceType.Schema.Id);
        var resource = new JsonObject { ["schemas"] = schemas, ["id"] = meta.Id };
        CopyAttribute(resourceType.Schema, CommonAttributes.ExternalId, document, resource, selection);
        CopyAttributes(resourceType.Schema, document, resource, selection);
        foreach (var extension in resourceType.Extensions)
        {
            if (ResourceDocument.Container(document, extension) is not { } container)
                continue;
            var copy = new JsonObject();
            CopyAttributes(extension, container, copy, selection);
            // What the resource holds it has whatever is selected of it; what is computed it has only when it is asked for.
            if (copy.Count > 0 || !extension.IsComputed)
                schemas.Add(extension.Id);
            if (copy.Count > 0)
                resource[extension.Id] = copy;
        }
        CopyAttribute(resourceType.Schema, CommonAttributes.Meta, new JsonObject { ["meta"] = meta.ToJson(resourceType) }, resource, selection);
        return resource;
    }

    static void CopyAttributes(Schema schema, JsonObject source, JsonObject target, AttributeSelection selection)
    {
        foreach (var attribute in schema.Attributes)
            CopyAttribute(schema, attribute, source, target, selection);
    }

    static void CopyAttribute(Schema owner, SchemaAttribute attribute, JsonObject source, JsonObject target, AttributeSelection selection)
    {
        if (source[attribute.Name] is not { } value)
            return;
        var copy = selection.IsWhole(owner, attribute)
            ? value.DeepClone()
            : Part(value, name => selection.IsPart(owner, attribute, name));
        if (copy is not null)
            target[attribute.Name] = copy;
    }

    static JsonNode? Part(JsonNode value, Func<string, bool> isSelected)
    {
        if (value is JsonArray array)
        {
            JsonNode[] parts = [.. array.Select(element => Part(element!, isSelected)).OfType<JsonNode>()];
            return parts.Length == 0 ? null : new JsonArray(parts);
        }
        if (value is not JsonObject json)
            return null;
        var part = new JsonObject(json
            .Where(member => isSelected(member.Key))
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return part.Count == 0 ? null : part;
    }
}
