using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>
/// The order of a listing (RFC 7644 §3.4.2.3), total because the id decides between equals. Users without a value are last; the
/// descending order is the ascending one from its end. Of long texts the first 512 characters count, so that a cursor stays short.
/// </summary>
/// <param name="Attribute">The attribute; null: the id alone.</param>
/// <param name="IsDescending">Whether it is descending.</param>
sealed record UserOrder(ResolvedAttribute? Attribute, bool IsDescending)
{
    public static UserOrder ById { get; } = new(null, false);

    /// <summary>Reads <c>sortBy</c> and <c>sortOrder</c>; without the first, the second means nothing.</summary>
    /// <exception cref="ScimException">400 invalidValue: users have no such attribute, or it has sub-attributes and no value.</exception>
    public static UserOrder Parse(string? sortBy, bool isDescending)
    {
        if (sortBy is null)
            return ById;
        if (!AttributePath.TryParse(sortBy, out var path)
            || UserResourceType.Definition.Resolve(path) is not { Attribute.Returned: Returned.Default or Returned.Always } found)
            throw ScimException.InvalidValue("sortBy", "users have no attribute of this name that they can be ordered by. /Schemas lists what they have.");
        if (found.Innermost.Compared is null)
            throw ScimException.InvalidValue("sortBy", $"{found.Attribute.Name} has sub-attributes; name one of them, as in name.familyName.");
        return found is { Extension: null, Attribute.Name: "id" } ? new UserOrder(null, isDescending) : new UserOrder(found, isDescending);
    }

    /// <summary>The attribute and the direction, the same for every way of writing them.</summary>
    public override string ToString() =>
        $"{Attribute?.Extension?.Id}:{Attribute?.Attribute.Name}.{Attribute?.Innermost.Compared?.Name} {(IsDescending ? "descending" : "ascending")}";
}
