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
