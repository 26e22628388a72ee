using System.Text.Json.Nodes;

namespace Blink.Pipeline.Scim.Events;

/// <summary>The resource that an event is about: <c>sub_id</c> (RFC 9967 §2.1).</summary>
/// <param name="Uri">Its path below the base URI, such as "/Users/2b2f880a".</param>
/// <param name="ExternalId">Its <c>externalId</c>, or null.</param>
public sealed record EventSubject(string Uri, string? ExternalId)
{
    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["format"] = "scim", ["uri"] = Uri };
        if (ExternalId is not null)
            json["externalId"] = ExternalId;
        return json;
    }
}
