namespace Blink.Pipeline.Scim.Schemas;

/// <summary>A schema: core or extension (RFC 7643 §7).</summary>
public sealed class Schema
{
    readonly Dictionary<string, SchemaAttribute> byName;

    /// <param name="id">The URN.</param>
    /// <param name="name">The name for people.</param>
    /// <param name="description">The description for people.</param>
    /// <param name="attributes">The attributes, in the order in which they are shown.</param>
    public Schema(string id, string name, string description, IReadOnlyList<SchemaAttribute> attributes)
    {
        Id = id;
        Name = name;
        Description = description;
        Attributes = attributes;
        byName = attributes.ToDictionary(attribute => attribute.Name, StringComparer.OrdinalIgnoreCase);
    }

    public string Id { get; }
    public string Name { get; }
    public string Description { get; }
    public IReadOnlyList<SchemaAttribute> Attributes { get; }

    /// <summary>
    /// Whether its attributes are no part of a stored document, but found out when a resource is returned: they can neither be filtered
    /// nor sorted by, and only their full names lead to them.
    /// </summary>
    public bool IsComputed { get; init; }

    /// <summary>The attribute of that name, in any case, or null.</summary>
    public SchemaAttribute? Find(string name) => byName.GetValueOrDefault(name);
}
