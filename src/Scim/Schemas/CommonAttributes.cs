using static Blink.Pipeline.Scim.Schemas.AttributeFactory;

namespace Blink.Pipeline.Scim.Schemas;

/// <summary>What every resource has, whatever its schema (RFC 7643 §3.1); not listed in /Schemas.</summary>
static class CommonAttributes
{
    public static SchemaAttribute Schemas { get; } = Reference("schemas", "The URNs of the schemas whose attributes the resource holds.", "uri") with
    {
        MultiValued = true,
        CaseExact = false,
        Mutability = Mutability.ReadOnly,
        Returned = Returned.Always,
    };

    public static SchemaAttribute Id { get; } = Text("id", "The identifier that the service provider gave.") with
    {
        CaseExact = true,
        Mutability = Mutability.ReadOnly,
        Returned = Returned.Always,
        Uniqueness = Uniqueness.Server,
    };

    public static SchemaAttribute ExternalId { get; } = Text("externalId", "The identifier that the client gave.") with { CaseExact = true };

    public static SchemaAttribute Meta { get; } = Complex("meta", "What the service provider knows about the resource.",
        Text("resourceType", "The name of the resource type.") with { CaseExact = true },
        Text("created", "When it was created.") with { Type = AttributeType.DateTime },
        Text("lastModified", "When it last changed.") with { Type = AttributeType.DateTime },
        Reference("location", "Its URI.", "uri") with { CaseExact = true },
        Text("version", "Its entity tag.") with { CaseExact = true }) with
    {
        Mutability = Mutability.ReadOnly,
    };

    static readonly SchemaAttribute[] All = [Schemas, Id, ExternalId, Meta];

    public static SchemaAttribute? Find(string name) =>
        Array.Find(All, attribute => attribute.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
