using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Patching;

/// <summary>Applies an operation to a multi-valued attribute or to some of its elements (RFC 7644 §3.5.2).</summary>
/// <param name="container">The object that holds the attribute.</param>
/// <param name="attribute">The attribute.</param>
/// <param name="name">Its name in error texts.</param>
/// <param name="work">What the PATCH has cost so far.</param>
sealed class MultiValuedPatcher(JsonObject container, SchemaAttribute attribute, string name, PatchWork work)
{
    readonly JsonArray elements = container[attribute.Name] as JsonArray ?? [];

    public void Apply(SchemaAttribute? subAttribute, Filter? condition, PatchOperationType type, JsonNode? value)
    {
        if (subAttribute is not null)
            SetMember(subAttribute, condition, type == PatchOperationType.Remove ? null : value);
        else if (condition is not null)
            ApplyToMatches(condition, type, value);
        else
            ApplyToAll(type, value);

        if (elements.Count > ValueReader.MaxElements)
            throw ScimException.InvalidValue(name, $"there are more than {ValueReader.MaxElements} values.");
        if (elements.Parent is null)
            container[attribute.Name] = elements;
    }

    void ApplyToAll(PatchOperationType type, JsonNode? value)
    {
        // Entra removes single values by listing them; that must not take the others along.
        if (type == PatchOperationType.Remove && value is not null)
        {
            foreach (var listed in Read(value))
            {
                work.Look(elements.Count);
                elements.RemoveAll(element => ElementMatch.IsListed(element!, listed, attribute));
            }
            return;
        }
        if (type != PatchOperationType.Add)
            elements.Clear();
        foreach (var element in Read(value))
        {
            if (type == PatchOperationType.Add)
                Add(element);
            else
                elements.Add(element);
        }
    }

    void ApplyToMatches(Filter condition, PatchOperationType type, JsonNode? value)
    {
        var matches = Matching(condition);
        var element = type == PatchOperationType.Remove ? null : ValueReader.ReadElement(attribute, value, name);
        if (element is null && type != PatchOperationType.Add)
            elements.RemoveAll(matches.Contains!);
        else if (element is not null && matches.Count == 0)
            Add(ElementMatch.Merge(ElementMatch.Implied(condition, attribute, name), element), keepsOthers: type == PatchOperationType.Add);
        else if (element is not null)
            Overwrite(matches, type, element, condition);
    }

    void Overwrite(HashSet<JsonNode> matches, PatchOperationType type, JsonNode element, Filter condition)
    {
        CheckOnePrimary(matches, MultiValue.IsPrimary(element));
        // What the path itself says of the element, such as its type, stays so unless the value says otherwise.
        var implied = type == PatchOperationType.Add ? null : ElementMatch.TryImply(condition, attribute, name);
        for (var index = 0; index < elements.Count; index++)
        {
            if (elements[index] is not { } match || !matches.Contains(match))
                continue;
            elements[index] = ElementMatch.Merge(type == PatchOperationType.Add ? match : implied, element);
            KeepPrimary(elements[index]!);
        }
    }

    void SetMember(SchemaAttribute subAttribute, Filter? condition, JsonNode? value)
    {
        var matches = Matching(condition);
        var read = ValueReader.Read(subAttribute, value, $"{name}.{subAttribute.Name}");
        var isPrimary = subAttribute.Name == "primary" && read?.GetValueKind() == JsonValueKind.True;
        CheckOnePrimary(matches, isPrimary);
        foreach (var match in matches.OfType<JsonObject>())
        {
            match.Remove(subAttribute.Name);
            if (read is not null)
                match[subAttribute.Name] = read.DeepClone();
            KeepPrimary(match);
        }
        // RFC 7644 §3.5.2.3 has noTarget here; Entra expects the element to be made.
        if (matches.Count == 0 && read is not null)
        {
            var implied = condition is null ? null : ElementMatch.Implied(condition, attribute, name);
            Add(ElementMatch.Merge(implied, new JsonObject { [subAttribute.Name] = read }));
        }
    }

    /// <param name="element">The element; one that is the same and there already takes on what it says.</param>
    /// <param name="keepsOthers">Whether that one keeps its other sub-attributes.</param>
    void Add(JsonNode element, bool keepsOthers = true)
    {
        work.Look(elements.Count);
        var same = elements.FirstOrDefault(existing => ElementMatch.IsSame(existing!, element, attribute));
        var index = same is null ? elements.Count : elements.IndexOf(same);
        if (same is null)
            elements.Add(element);
        else
            elements[index] = keepsOthers ? ElementMatch.Merge(same, element) : element;
        KeepPrimary(elements[index]!);
    }

    HashSet<JsonNode> Matching(Filter? condition)
    {
        work.Compare(elements.Count, condition);
        var matches = elements.OfType<JsonNode>()
            .Where(element => condition is null || FilterEvaluator.MatchesElement(condition, attribute, element))
            .ToHashSet();
        // What is changed is also copied.
        work.Look(4 * matches.Count);
        return matches;
    }

    JsonNode[] Read(JsonNode? value)
    {
        var read = ValueReader.ReadElements(attribute, value, name) ?? [];
        JsonNode[] detached = [.. read.OfType<JsonNode>()];
        read.Clear();
        return detached;
    }

    void KeepPrimary(JsonNode element)
    {
        if (MultiValue.IsPrimary(element))
            MultiValue.KeepPrimary(elements, element);
    }

    void CheckOnePrimary(HashSet<JsonNode> matches, bool isPrimary)
    {
        if (isPrimary && matches.Count > 1)
            throw ScimException.InvalidValue(name, "several values would become primary. Let the path match one.");
    }
}
