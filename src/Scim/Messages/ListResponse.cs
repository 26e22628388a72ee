using System.Text.Json.Nodes;

namespace Blink.Pipeline.Scim.Messages;

/// <summary>The answer to a query (RFC 7644 §3.4.2, RFC 9865 §2).</summary>
/// <param name="TotalResults">How many resources match, on this page or not.</param>
/// <param name="StartIndex">The 1-based index of the first resource of this page; null: the listing is by cursor, which has none.</param>
/// <param name="Resources">The resources of this page.</param>
/// <param name="NextCursor">Where the next page of a listing by cursor begins; null: there is none.</param>
public sealed record ListResponse(int TotalResults, int? StartIndex, IReadOnlyList<JsonObject> Resources, string? NextCursor = null)
{
    /// <summary>All of them on one page, as the discovery endpoints answer.</summary>
    public static ListResponse Of(IReadOnlyList<JsonObject> resources) => new(resources.Count, 1, resources);

    /// <summary>The body. <c>Resources</c> is there even when empty: Entra's own example has it so, and some clients need it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["schemas"] = new JsonArray(ScimUrns.ListResponse), ["totalResults"] = TotalResults };
        if (StartIndex is { } startIndex)
            json["startIndex"] = startIndex;
        json["itemsPerPage"] = Resources.Count;
        if (NextCursor is not null)
            json["nextCursor"] = NextCursor;
        json[nameof(Resources)] = new JsonArray([.. Resources]);
        return json;
    }
}
