namespace Blink.Pipeline.Scim.Schemas;

/// <summary>A kind of resource: its endpoint, its core schema and the extensions it may carry (RFC 7643 §6).</summary>
/// <param name="name">The name, also <c>meta.resourceType</c>.</param>
/// <param name="endpoint">The path under the base URI, such as "/Users".</param>
/// <param name="schema">The core schema.</param>
/// <param name="extensions">The extensions; none of them is required.</param>
public sealed class ResourceType(string name, string endpoint, Schema schema, IReadOnlyList<Schema> extensions)
{
    public string Name { get; } = name;
    public string Endpoint { get; } = endpoint;
    public Schema Schema { get; } = schema;
    public IReadOnlyList<Schema> Extensions { get; } = extensions;

    /// <summary>Where the path leads, or null when this resource type has no such attribute.</summary>
    /// <remarks>
    /// A name without URN that only an extension has leads there: Entra queries <c>manager eq "…"</c>, and older examples of
    /// Microsoft's documentation send <c>department</c> and <c>manager</c> at the top.
    /// </remarks>
    public ResolvedAttribute? Resolve(AttributePath path)
    {
        var found = path.Schema is null ? FindUnqualified(path.Name) : FindQualified(path.Schema, path.Name);
        if (found is not var (extension, attribute))
            return null;
        if (path.SubAttribute is null)
            return new ResolvedAttribute(extension, attribute, null);
        return attribute.Find(path.SubAttribute) is { } subAttribute ? new ResolvedAttribute(extension, attribute, subAttribute) : null;
    }

    /// <summary>The schema with that URN, or null. Compared without case and without colons: Microsoft's own example writes "…:2.0User".</summary>
    public Schema? FindSchema(string urn)
    {
        if (IsUrnOf(Schema, urn))
            return Schema;
        foreach (var extension in Extensions)
        {
            if (IsUrnOf(extension, urn))
                return extension;
        }
        return null;
    }

    (Schema? Extension, SchemaAttribute Attribute)? FindQualified(string urn, string attributeName)
    {
        if (FindSchema(urn) is not { } owner)
            return null;
        if (owner == Schema)
            return FindInCore(attributeName) is { } core ? (null, core) : null;
        return owner.Find(attributeName) is { } attribute ? (owner, attribute) : null;
    }

    (Schema? Extension, SchemaAttribute Attribute)? FindUnqualified(string attributeName)
    {
        if (FindInCore(attributeName) is { } core)
            return (null, core);
        foreach (var extension in Extensions)
        {
            if (!extension.IsComputed && extension.Find(attributeName) is { } attribute)
                return (extension, attribute);
        }
        return null;
    }

    SchemaAttribute? FindInCore(string attributeName) => Schema.Find(attributeName) ?? CommonAttributes.Find(attributeName);

    static bool IsUrnOf(Schema schema, string urn) =>
        schema.Id.Equals(urn, StringComparison.OrdinalIgnoreCase)
        || (urn.StartsWith("urn:", StringComparison.OrdinalIgnoreCase)
            && WithoutColons(schema.Id).Equals(WithoutColons(urn), StringComparison.OrdinalIgnoreCase));

    static string WithoutColons(string urn) => urn.Replace(":", "", StringComparison.Ordinal);
}
