using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>What of a resource is returned: the parameters <c>attributes</c> and <c>excludedAttributes</c> (RFC 7644 §3.9).</summary>
public sealed class AttributeSelection
{
    readonly bool isExclusion;
    readonly List<Named> names;

    AttributeSelection(bool isExclusion, List<Named> names)
    {
        this.isExclusion = isExclusion;
        this.names = names;
    }

    /// <summary>What is returned by default.</summary>
    public static AttributeSelection Default { get; } = new(true, []);

    /// <summary>Reads the two comma-separated lists; null and empty mean not given. Names that are not known select nothing.</summary>
    /// <exception cref="ScimException">400 invalidValue: both are given.</exception>
    public static AttributeSelection Parse(ResourceType resourceType, string? attributes, string? excludedAttributes)
    {
        var isExclusion = string.IsNullOrWhiteSpace(attributes);
        if (!isExclusion && !string.IsNullOrWhiteSpace(excludedAttributes))
            throw ScimException.InvalidValue("attributes", "give either attributes or excludedAttributes, not both.");

        var list = (isExclusion ? excludedAttributes : attributes) ?? "";
        return new AttributeSelection(isExclusion, [.. list
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Named.Find(resourceType, name))
            .OfType<Named>()]);
    }

    /// <summary>Whether the client names this schema, or an attribute of it, among what it wants to see.</summary>
    public bool Names(Schema schema) => !isExclusion && names.Exists(name => name.Owner == schema);

    /// <summary>Whether the attribute is returned with all its sub-attributes.</summary>
    internal bool IsWhole(Schema owner, SchemaAttribute attribute) => attribute.Returned switch
    {
        Returned.Always => true,
        Returned.Never => false,
        Returned.Request => !isExclusion && IsNamed(owner, attribute),
        _ when isExclusion => !names.Exists(name => name.Owner == owner && (name.Attribute is null || name.Attribute == attribute)),
        _ => IsNamed(owner, attribute),
    };

    /// <summary>Whether, of an attribute that is not returned as a whole, this sub-attribute is.</summary>
    internal bool IsPart(Schema owner, SchemaAttribute attribute, string subAttribute)
    {
        if (attribute.Returned == Returned.Never || (isExclusion && IsNamed(owner, attribute)))
            return false;
        return isExclusion != names.Exists(name =>
            name.Owner == owner && name.Attribute == attribute && name.SubAttribute?.Name == subAttribute);
    }

    bool IsNamed(Schema owner, SchemaAttribute attribute) =>
        names.Exists(name => name.Owner == owner && name.SubAttribute is null && (name.Attribute is null || name.Attribute == attribute));

    /// <summary>A schema, one of its attributes, or one of that one's sub-attributes.</summary>
    sealed record Named(Schema Owner, SchemaAttribute? Attribute, SchemaAttribute? SubAttribute)
    {
        public static Named? Find(ResourceType resourceType, string name)
        {
            if (resourceType.FindSchema(name) is { } schema)
                return new Named(schema, null, null);
            return AttributePath.TryParse(name, out var path) && resourceType.Resolve(path) is { } found
                ? new Named(found.Extension ?? resourceType.Schema, found.Attribute, found.SubAttribute)
                : null;
        }
    }
}
