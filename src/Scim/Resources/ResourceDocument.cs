using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>The shape of a stored document: core attributes at the top, each extension's in a container named by its URN.</summary>
static class ResourceDocument
{
    /// <summary>The object that holds the attributes of that extension, or of the core schema for null; null if there is none.</summary>
    public static JsonObject? Container(JsonObject document, Schema? extension) =>
        extension is null ? document : document[extension.Id] as JsonObject;

    /// <summary>The same, made if there is none.</summary>
    public static JsonObject ContainerToWrite(JsonObject document, Schema? extension)
    {
        if (Container(document, extension) is { } container)
            return container;
        container = [];
        document[extension!.Id] = container;
        return container;
    }

    /// <summary>The name of an attribute as error texts give it.</summary>
    public static string NameOf(Schema? extension, SchemaAttribute attribute) =>
        extension is null ? attribute.Name : $"{extension.Id}:{attribute.Name}";

    /// <summary>Removes what holds nothing, sets <c>schemas</c> to what the document holds, and checks what is required.</summary>
    /// <exception cref="ScimException">400 invalidValue: a required attribute has no value.</exception>
    public static void Finish(ResourceType resourceType, JsonObject document)
    {
        var schemas = new JsonArray(resourceType.Schema.Id);
        FinishContainer(document, resourceType.Schema, null);
        foreach (var extension in resourceType.Extensions)
        {
            if (Container(document, extension) is not { } container)
                continue;
            FinishContainer(container, extension, extension);
            if (container.Count == 0)
                document.Remove(extension.Id);
            else
                schemas.Add(extension.Id);
        }
        document.Remove("schemas");
        document.Insert(0, "schemas", schemas);
    }

    static void FinishContainer(JsonObject container, Schema schema, Schema? extension)
    {
        foreach (var attribute in schema.Attributes)
        {
            var value = container[attribute.Name];
            if (value is JsonArray elements)
                MultiValue.Tidy(elements);
            if (value is JsonArray { Count: 0 } or JsonObject { Count: 0 })
                container.Remove(attribute.Name);
            if (attribute.Required && IsEmpty(container[attribute.Name]))
            {
                throw ScimException.InvalidValue(NameOf(extension, attribute),
                    "a value is required. Map it to an attribute that every user has.");
            }
        }
    }

    static bool IsEmpty(JsonNode? value) =>
        value is null || (value.GetValueKind() == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetValue<string>()));
}
