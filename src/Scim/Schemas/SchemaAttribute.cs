namespace Blink.Pipeline.Scim.Schemas;

/// <summary>An attribute and its characteristics (RFC 7643 §2.2, §7); what is not said has the default of §2.2.</summary>
/// <param name="Name">The name as the schema spells it; requests may spell it in any case.</param>
/// <param name="Description">What it means, for people who read /Schemas.</param>
public sealed record SchemaAttribute(string Name, string Description)
{
    public AttributeType Type { get; init; }
    public bool MultiValued { get; init; }
    public bool Required { get; init; }
    public bool CaseExact { get; init; }
    public Mutability Mutability { get; init; }
    public Returned Returned { get; init; }
    public Uniqueness Uniqueness { get; init; }
    public IReadOnlyList<string> CanonicalValues { get; init; } = [];
    public IReadOnlyList<string> ReferenceTypes { get; init; } = [];
    public IReadOnlyList<SchemaAttribute> SubAttributes { get; init; } = [];

    /// <summary>
    /// The attribute whose values are compared: of a complex attribute its <c>value</c> (RFC 7644 §3.4.2.2), null if it has none;
    /// else the attribute itself.
    /// </summary>
    public SchemaAttribute? Compared => Type == AttributeType.Complex ? Find("value") : this;

    /// <summary>
    /// Where a path within the brackets of a value path on this attribute leads: to a sub-attribute; of an attribute without any,
    /// <c>value</c> is the attribute itself. Null: nowhere.
    /// </summary>
    public SchemaAttribute? FindInElement(AttributePath path)
    {
        if (path.Schema is not null || path.SubAttribute is not null)
            return null;
        if (Type == AttributeType.Complex)
            return Find(path.Name);
        return path.Name.Equals("value", StringComparison.OrdinalIgnoreCase) ? this : null;
    }

    /// <summary>The sub-attribute of that name, in any case, or null.</summary>
    public SchemaAttribute? Find(string name)
    {
        foreach (var attribute in SubAttributes)
        {
            if (attribute.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return attribute;
        }
        return null;
    }
}
