using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Patching;

/// <summary>Applies operations to a document, finding for each the attribute it is about.</summary>
sealed class ResourcePatcher(ResourceType resourceType, JsonObject document, PatchWork work)
{
    public void Apply(PatchOperation operation)
    {
        if (operation.Path is not null)
            ApplyAt(PatchPath.Parse(resourceType, operation.Path), operation.Type, operation.Value, isNamedByPath: true);
        else if (operation.Value is JsonObject members)
            ApplyMembers(members, operation.Type);
        else
            throw ScimException.InvalidValue("value", "an operation without 'path' needs an object with the attributes to set.");
    }

    // With its compatibility flag Entra sends dotted names and URN:attribute as keys; others send nested objects; all may be mixed.
    void ApplyMembers(JsonObject members, PatchOperationType type)
    {
        foreach (var (key, value) in JsonMembers.Of(members))
            ApplyAt(PatchPath.Parse(resourceType, key), type, value, isNamedByPath: false);
    }

    void ApplyAt(PatchPath path, PatchOperationType type, JsonNode? value, bool isNamedByPath)
    {
        if (path.Schema is not null)
            ApplyToSchema(path.Schema, type, value);
        // An unknown attribute is passed over: refusing it would fail all operations that came with it, again in every cycle.
        else if (path.Target is { } target && IsWritable(target, isNamedByPath))
            ApplyToAttribute(target, path, type, value);
    }

    void ApplyToSchema(Schema schema, PatchOperationType type, JsonNode? value)
    {
        if (type == PatchOperationType.Remove || (value is null && type == PatchOperationType.Replace))
        {
            if (schema == resourceType.Schema)
                throw ScimException.Mutability(schema.Id, "the core schema cannot be removed.");
            document.Remove(schema.Id);
            return;
        }
        if (value is not (null or JsonObject))
            throw ScimException.InvalidValue(schema.Id, "an object with the attributes of this schema is expected.");
        foreach (var (key, member) in value is JsonObject members ? JsonMembers.Of(members) : [])
        {
            if (AttributePath.TryParse(key, out var name) && resourceType.Resolve(name with { Schema = schema.Id }) is { } target
                && IsWritable(target, isNamedByPath: false))
                ApplyToAttribute(target, new PatchPath(null, target, null), type, member);
        }
    }

    // What stands among others in a value is passed over, as in a POST; a path that names it is refused (RFC 7644 §3.5.2).
    static bool IsWritable(ResolvedAttribute target, bool isNamedByPath)
    {
        var isReadOnly = (target.SubAttribute ?? target.Attribute).Mutability == Mutability.ReadOnly
            || target.Attribute.Mutability == Mutability.ReadOnly;
        // "schemas" follows what the document holds, so to add a URN to it is neither needed nor wrong.
        if (isReadOnly && isNamedByPath && target.Attribute != CommonAttributes.Schemas)
        {
            var name = ResourceDocument.NameOf(target.Extension, target.Attribute);
            throw ScimException.Mutability(name, "it is read-only. Remove its attribute mapping.");
        }
        return !isReadOnly && ValueReader.IsStored(target.Attribute, target.SubAttribute);
    }

    void ApplyToAttribute(ResolvedAttribute target, PatchPath path, PatchOperationType type, JsonNode? value)
    {
        var container = ResourceDocument.ContainerToWrite(document, target.Extension);
        var name = ResourceDocument.NameOf(target.Extension, target.Attribute);
        if (target.Attribute.MultiValued)
            new MultiValuedPatcher(container, target.Attribute, name, work).Apply(target.SubAttribute, path.Condition, type, value);
        else
            new SingleValuedPatcher(container, target.Attribute, name).Apply(target.SubAttribute, path.Condition, type, value);
    }
}
