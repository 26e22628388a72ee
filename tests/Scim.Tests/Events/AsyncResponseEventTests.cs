using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Events;

namespace Blink.Pipeline.Scim.Tests.Events;

/// <summary>The claims of RFC 9967 §2.5.1.3.</summary>
public sealed class AsyncResponseEventTests
{
    static readonly AsyncResponse Success = new("PUT", "https://scim.example.com/Users/2819", "W/\"3\"", 200, null);

    [Fact]
    public void A_request_that_succeeded_is_told_with_method_version_and_status() => AssertIs("""
        {
          "jti": "6164", "iss": "https://scim.example.com", "iat": 1458505044, "aud": ["urn:uuid:98d5"], "txn": "734f",
          "sub_id": { "format": "scim", "uri": "/Users/2819", "externalId": "jdoe" },
          "events": {
            "urn:ietf:params:scim:event:misc:asyncresp": {
              "method": "PUT", "location": "https://scim.example.com/Users/2819", "version": "W/\"3\"", "status": "200"
            }
          }
        }
        """, Event(Success, "jdoe"));

    [Fact]
    public void A_request_that_failed_has_the_error_as_its_response_and_the_errors_status() => AssertIs("""
        {
          "jti": "6164", "iss": "https://scim.example.com", "iat": 1458505044, "aud": ["urn:uuid:98d5"], "txn": "734f",
          "sub_id": { "format": "scim", "uri": "/Users/2819" },
          "events": {
            "urn:ietf:params:scim:event:misc:asyncresp": {
              "method": "PUT", "location": "https://scim.example.com/Users/2819", "version": "W/\"3\"", "status": "409",
              "response": {
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409", "scimType": "in_use", "detail": "Change it."
              }
            }
          }
        }
        """, Event(Success with { Error = ScimException.Conflict("in_use", "Change it.").Error }));

    [Fact]
    public void What_a_deletion_leaves_has_no_version() =>
        Assert.False(Event(Success with { Method = "DELETE", Version = null, Status = 204 })["events"]!.AsObject().Single().Value!.AsObject().ContainsKey("version"));

    static JsonObject Event(AsyncResponse response, string? externalId = null) => new AsyncResponseEvent(
        "6164",
        "https://scim.example.com",
        DateTimeOffset.FromUnixTimeMilliseconds(1458505044_900),
        "urn:uuid:98d5",
        "734f",
        new EventSubject("/Users/2819", externalId),
        response).ToJson();

    static void AssertIs(string expected, JsonObject actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
