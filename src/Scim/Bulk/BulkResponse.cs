using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Messages;

namespace Blink.Pipeline.Scim.Bulk;

/// <summary>The answer to a bulk job (RFC 7644 §3.7.3).</summary>
/// <param name="Operations">What became of each operation that was carried out, in the order of the request.</param>
public sealed record BulkResponse(IReadOnlyList<BulkResult> Operations)
{
    /// <summary>The body.</summary>
    public JsonObject ToJson() => new()
    {
        ["schemas"] = new JsonArray(ScimUrns.BulkResponse),
        [nameof(Operations)] = new JsonArray([.. Operations.Select(operation => operation.ToJson())]),
    };
}
