namespace Blink.Pipeline.Scim.Schemas;

/// <summary>Where an <see cref="AttributePath"/> leads in the documents of a resource type.</summary>
/// <param name="Extension">The extension whose container holds the attribute; null for common and core attributes, which lie at the top.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="SubAttribute">The sub-attribute named, or null.</param>
public sealed record ResolvedAttribute(Schema? Extension, SchemaAttribute Attribute, SchemaAttribute? SubAttribute)
{
    /// <summary>The sub-attribute if one is named, else the attribute.</summary>
    public SchemaAttribute Innermost => SubAttribute ?? Attribute;
}
