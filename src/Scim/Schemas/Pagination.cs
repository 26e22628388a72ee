using System.Text.Json.Nodes;

namespace Blink.Pipeline.Scim.Schemas;

/// <summary>How listings are paged: by index unless a query brings a cursor (RFC 9865 §4).</summary>
/// <param name="DefaultPageSize">The resources on a page when the query does not say.</param>
/// <param name="CursorTimeout">How long a cursor is good for, at least; to the second.</param>
public sealed record Pagination(int DefaultPageSize, TimeSpan CursorTimeout)
{
    internal JsonObject ToJson(int maxPageSize) => new()
    {
        ["cursor"] = true,
        ["index"] = true,
        ["defaultPaginationMethod"] = "index",
        ["defaultPageSize"] = DefaultPageSize,
        ["maxPageSize"] = maxPageSize,
        ["cursorTimeout"] = (long)CursorTimeout.TotalSeconds,
    };
}
