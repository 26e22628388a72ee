using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Messages;

namespace Blink.Pipeline.Scim.Events;

/// <summary>The event that completes an asynchronous request (RFC 9967 §2.5.1.3), as the claims of a Security Event Token (RFC 8417).</summary>
/// <param name="Id"><c>jti</c>: names this token, for as long as its content is the same.</param>
/// <param name="Issuer"><c>iss</c>: the service provider.</param>
/// <param name="IssuedAt"><c>iat</c>: when the request was completed; told in whole seconds.</param>
/// <param name="Audience"><c>aud</c>: who the event is for.</param>
/// <param name="Txn">What the client was told in <c>Set-Txn</c>.</param>
/// <param name="Subject">The resource.</param>
/// <param name="Response">What became of the request.</param>
public sealed record AsyncResponseEvent(
    string Id,
    string Issuer,
    DateTimeOffset IssuedAt,
    string Audience,
    string Txn,
    EventSubject Subject,
    AsyncResponse Response)
{
    /// <summary>The claims.</summary>
    public JsonObject ToJson() => new()
    {
        ["jti"] = Id,
        ["iss"] = Issuer,
        ["iat"] = IssuedAt.ToUnixTimeSeconds(),
        ["aud"] = new JsonArray(Audience),
        ["txn"] = Txn,
        ["sub_id"] = Subject.ToJson(),
        ["events"] = new JsonObject { [ScimUrns.AsyncResponse] = Response.ToJson() },
    };
}
