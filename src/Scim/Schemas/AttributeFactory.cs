namespace Blink.Pipeline.Scim.Schemas;

/// <summary>Short forms for writing schemas down.</summary>
static class AttributeFactory
{
    public static SchemaAttribute Text(string name, string description) => new(name, description);

    public static SchemaAttribute Boolean(string name, string description) => new(name, description) { Type = AttributeType.Boolean };

    // RFC 7643 §2.3.7: a reference is case exact.
    public static SchemaAttribute Reference(string name, string description, params IReadOnlyList<string> referenceTypes) =>
        new(name, description) { Type = AttributeType.Reference, CaseExact = true, ReferenceTypes = referenceTypes };

    public static SchemaAttribute Complex(string name, string description, params IReadOnlyList<SchemaAttribute> subAttributes) =>
        new(name, description) { Type = AttributeType.Complex, SubAttributes = subAttributes };

    /// <summary>A multi-valued attribute with the sub-attributes of RFC 7643 §2.4: the given value, display, type and primary.</summary>
    public static SchemaAttribute MultiValued(string name, string description, SchemaAttribute value, params IReadOnlyList<string> types) =>
        Complex(name, description, value, Display, TypeOf(types), Primary) with { MultiValued = true };

    public static SchemaAttribute Display { get; } = Text("display", "A name for people.");

    public static SchemaAttribute TypeOf(IReadOnlyList<string> types) =>
        Text("type", "A label that tells what the value is for.") with { CanonicalValues = types };

    public static SchemaAttribute Primary { get; } = Boolean("primary", "Whether this is the preferred value; at most one is.");
}
