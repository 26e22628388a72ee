namespace Blink.Pipeline.Scim.Schemas;

/// <summary>Where an <see cref="AttributePath"/> leads in the documents of a resource type.</summary>
/// <param name="Extension">The extension whose container holds the attribute; null for common and core attributes, which lie at the top.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="SubAttribute">The sub-attribute named, or null.</param>
public sealed record ResolvedAttribute(Schema? Extension, SchemaAttribute Attribute, SchemaAttribute? SubAttribute)
{
    /// <summary>
    /// The attribute whose values a filter compares: the sub-attribute named; else, of a complex attribute, its <c>value</c>
    /// (RFC 7644 §3.4.2.2); else the attribute itself. Null for a complex attribute without <c>value</c>.
    /// </summary>
    public SchemaAttribute? Compared =>
        SubAttribute ?? (Attribute.Type == AttributeType.Complex ? Attribute.Find("value") : Attribute);
}
