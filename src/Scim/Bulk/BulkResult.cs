using System.Globalization;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Scim.Bulk;

/// <summary>What became of one operation of a bulk job (RFC 7644 §3.7).</summary>
/// <param name="Operation">The operation; its method and bulkId are repeated in the answer.</param>
/// <param name="Status">The HTTP status that a request of its own would have got.</param>
/// <param name="Location">The URI of the resource; null where there is none, as after a POST that failed.</param>
/// <param name="Version">The entity tag that the resource has now; null after an error or a deletion.</param>
/// <param name="Error">Why it failed, or null.</param>
public sealed record BulkResult(BulkOperation Operation, int Status, string? Location, string? Version, ScimError? Error = null)
{
    /// <summary>The operation in the answer. <c>status</c> is a string, as in the examples of RFC 7644 §3.7.3.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        Add(json, "location", Location);
        Add(json, "method", Operation.MethodName);
        Add(json, "bulkId", Operation.BulkId);
        Add(json, "version", Version);
        Add(json, "status", Status.ToString(CultureInfo.InvariantCulture));
        if (Error is not null)
            json["response"] = Error.ToJson();
        return json;
    }

    static void Add(JsonObject json, string name, string? value)
    {
        if (value is not null)
            json[name] = value;
    }
}
