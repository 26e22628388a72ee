using System.Globalization;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Scim.Events;

/// <summary>What became of a request, in the form of one operation of a Bulk response (RFC 7644 §3.7.3).</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Location">The URI of the resource.</param>
/// <param name="Version">The entity tag of the resource as a result; null after DELETE.</param>
/// <param name="Status">The HTTP status of the success; of an error it is the error's own.</param>
/// <param name="Error">Why it failed, or null.</param>
public sealed record AsyncResponse(string Method, string Location, string? Version, int Status, ScimError? Error)
{
    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["method"] = Method, ["location"] = Location };
        if (Version is not null)
            json["version"] = Version;
        json["status"] = (Error?.Status ?? Status).ToString(CultureInfo.InvariantCulture);
        if (Error is not null)
            json["response"] = Error.ToJson();
        return json;
    }
}
