using System.Globalization;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Messages;

namespace Blink.Pipeline.Scim.Errors;

/// <summary>An error as SCIM reports it (RFC 7644 §3.12).</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="ScimType">The keyword of RFC 7644 table 9, or null where the status alone says it.</param>
/// <param name="Detail">What the administrator should change; Entra shows it in its provisioning log.</param>
public sealed record ScimError(int Status, string? ScimType, string Detail)
{
    /// <summary>The body to answer with. <c>status</c> is a string, as RFC 7644 §3.12 has it; absent members are left out.</summary>
    public JsonObject ToJson()
    {
        var body = new JsonObject
        {
            ["schemas"] = new JsonArray(ScimUrns.Error),
            ["status"] = Status.ToString(CultureInfo.InvariantCulture),
        };
        if (ScimType is not null)
            body["scimType"] = ScimType;
        body["detail"] = Detail;
        return body;
    }
}
