using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Patching;

/// <summary>Applies an operation to a single-valued attribute; add and replace are the same here (RFC 7644 §3.5.2.1, §3.5.2.3).</summary>
/// <param name="container">The object that holds the attribute.</param>
/// <param name="attribute">The attribute.</param>
/// <param name="name">Its name in error texts.</param>
sealed class SingleValuedPatcher(JsonObject container, SchemaAttribute attribute, string name)
{
    public void Apply(SchemaAttribute? subAttribute, Filter? condition, PatchOperationType type, JsonNode? value)
    {
        CheckCondition(condition);
        if (type == PatchOperationType.Remove)
            Remove(subAttribute);
        else if (subAttribute is not null)
            SetMember(subAttribute, ValueReader.Read(subAttribute, value, $"{name}.{subAttribute.Name}"));
        else if (attribute.Type == AttributeType.Complex)
            SetMembers(ValueReader.Alone(value, name));
        else
            Set(container, attribute, ValueReader.Read(attribute, value, name), name);
    }

    void CheckCondition(Filter? condition)
    {
        if (condition is null)
            return;
        if (attribute.Type != AttributeType.Complex)
            throw ScimException.InvalidPath(name, "it has no sub-attributes that a filter could compare.");
        if (!FilterEvaluator.MatchesElement(condition, attribute, container[attribute.Name] ?? new JsonObject()))
            throw ScimException.NoTarget($"{name} does not match the filter of the path.");
    }

    void Remove(SchemaAttribute? subAttribute)
    {
        if ((subAttribute ?? attribute).Required)
            throw ScimException.Mutability(name, "it is required and cannot be removed.");
        if (subAttribute is null)
            container.Remove(attribute.Name);
        else
            SetMember(subAttribute, null);
    }

    // Sub-attributes that are not given stay as they are.
    void SetMembers(JsonNode? value)
    {
        if (value is null || (value.GetValueKind() == JsonValueKind.String && JsonMembers.Text(value, name).Length == 0))
        {
            container.Remove(attribute.Name);
            return;
        }
        foreach (var (subAttribute, member) in ValueReader.ReadMembers(attribute, value, name))
            SetMember(subAttribute, member);
    }

    void SetMember(SchemaAttribute subAttribute, JsonNode? value)
    {
        if (container[attribute.Name] is not JsonObject members)
            container[attribute.Name] = members = [];
        Set(members, subAttribute, value, $"{name}.{subAttribute.Name}");
    }

    static void Set(JsonObject members, SchemaAttribute attribute, JsonNode? value, string name)
    {
        var existing = members[attribute.Name];
        if (attribute.Mutability == Mutability.Immutable && existing is not null && !JsonNode.DeepEquals(existing, value))
            throw ScimException.Mutability(name, "it is immutable: once given, it cannot be changed.");
        if (value is null)
            members.Remove(attribute.Name);
        else
            members[attribute.Name] = value;
    }
}
