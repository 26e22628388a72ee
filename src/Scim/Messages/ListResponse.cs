using System.Text.Json.Nodes;

namespace Blink.Pipeline.Scim.Messages;

/// <summary>The answer to a query (RFC 7644 §3.4.2).</summary>
/// <param name="TotalResults">How many resources match, on this page or not.</param>
/// <param name="StartIndex">The 1-based index of the first resource of this page.</param>
/// <param name="Resources">The resources of this page.</param>
public sealed record ListResponse(int TotalResults, int StartIndex, IReadOnlyList<JsonObject> Resources)
{
    /// <summary>All of them on one page, as the discovery endpoints answer.</summary>
    public static ListResponse Of(IReadOnlyList<JsonObject> resources) => new(resources.Count, 1, resources);

    /// <summary>The body. <c>Resources</c> is there even when empty: Entra's own example has it so, and some clients need it.</summary>
    public JsonObject ToJson() => new()
    {
        ["schemas"] = new JsonArray(ScimUrns.ListResponse),
        ["totalResults"] = TotalResults,
        ["startIndex"] = StartIndex,
        ["itemsPerPage"] = Resources.Count,
        [nameof(Resources)] = new JsonArray([.. Resources]),
    };
}
