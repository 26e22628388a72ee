using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>Reads the resource in a POST or PUT (RFC 7644 §3.3, §3.5.1), forgiving in what Entra is known to send.</summary>
public static class ResourceReader
{
    /// <summary>
    /// The document to store: names as the schema spells them, values as they were sent, and only what a client may write.
    /// What is unassigned (null, [], "") or unknown is left out; <c>schemas</c> lists the extensions that the document holds,
    /// declared or not. Reading a document again gives the same document.
    /// </summary>
    /// <exception cref="ScimException">400 invalidSyntax: not an object; 400 invalidValue: a value does not fit, or a required one is missing.</exception>
    public static JsonObject Read(ResourceType resourceType, JsonNode? body)
    {
        if (body is not JsonObject json)
            throw ScimException.InvalidSyntax("The body must be one JSON object: the resource.");

        var document = new JsonObject();
        foreach (var (name, value) in JsonMembers.Of(json))
        {
            if (resourceType.FindSchema(name) is { } schema)
                ReadContainer(resourceType, document, schema, value);
            else if (resourceType.Resolve(new AttributePath(null, name, null)) is { } found)
                ReadAttribute(document, found, value);
        }
        ResourceDocument.Finish(resourceType, document);
        return document;
    }

    static void ReadContainer(ResourceType resourceType, JsonObject document, Schema schema, JsonNode? value)
    {
        if (value is null or JsonArray { Count: 0 })
            return;
        if (value is not JsonObject json)
            throw ScimException.InvalidValue(schema.Id, "an object with the attributes of this schema is expected.");
        foreach (var (name, attributeValue) in JsonMembers.Of(json))
        {
            if (resourceType.Resolve(new AttributePath(schema.Id, name, null)) is { } found)
                ReadAttribute(document, found, attributeValue);
        }
    }

    static void ReadAttribute(JsonObject document, ResolvedAttribute found, JsonNode? value)
    {
        if (!ValueReader.IsStored(found.Attribute))
            return;
        // Microsoft's own example sends "manager": null at the top beside the manager in its container: null says nothing, in any order.
        if (ValueReader.Read(found.Attribute, value, ResourceDocument.NameOf(found.Extension, found.Attribute)) is { } read)
            ResourceDocument.ContainerToWrite(document, found.Extension)[found.Attribute.Name] = read;
    }
}
