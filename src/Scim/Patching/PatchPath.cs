using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Patching;

/// <summary>Where a PATCH operation points: <c>attrPath</c> or <c>valuePath[.subAttr]</c> (RFC 7644 figure 7), or a whole schema.</summary>
/// <param name="Schema">The schema whose attributes the value holds; null if the path names an attribute.</param>
/// <param name="Target">The attribute; null if the resource type has none of that name.</param>
/// <param name="Condition">Which elements of the attribute; null for all.</param>
sealed record PatchPath(Schema? Schema, ResolvedAttribute? Target, Filter? Condition)
{
    // A path names one attribute and a few of its elements. What all paths of a PATCH cost together is bounded by PatchWork.
    static readonly FilterLimits Limits = new(MaxLength: 1024, MaxDepth: 4, MaxTerms: 10);

    /// <summary>Reads a path.</summary>
    /// <exception cref="ScimException">400 invalidPath; 400 invalidFilter for what stands between the brackets.</exception>
    public static PatchPath Parse(ResourceType resourceType, string text)
    {
        if (text.Length > Limits.MaxLength)
            throw ScimException.InvalidPath(text, $"it is longer than {Limits.MaxLength} characters.");
        if (resourceType.FindSchema(text) is { } schema)
            return new PatchPath(schema, null, null);

        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
            return new PatchPath(null, resourceType.Resolve(ParseAttribute(text, text)), null);

        var head = ParseAttribute(text[..bracket], text);
        var scanner = new FilterScanner(text, bracket + 1);
        var condition = new FilterParser(scanner, Limits).ParseCondition();
        var target = ParseAttribute(text[..bracket] + scanner.TakeRest(), text);
        if (head.SubAttribute is not null || head.Name != target.Name)
            throw ScimException.InvalidPath(text, "after the brackets only '.subAttribute' may follow.");
        return new PatchPath(null, resourceType.Resolve(target), condition);
    }

    static AttributePath ParseAttribute(string text, string path) =>
        AttributePath.TryParse(text, out var attribute)
            ? attribute
            : throw ScimException.InvalidPath(path,
                "expected 'attribute', 'attribute.subAttribute' or 'attribute[filter].subAttribute', "
                + "with the schema's URN and ':' in front if it is an extension's.");
}
