using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Bulk;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Scim.Tests.Bulk;

public sealed class BulkResponseTests
{
    [Fact]
    public void The_answer_has_the_form_of_rfc_7644_section_3_7_3()
    {
        var response = new BulkResponse(
        [
            new BulkResult(new() { MethodName = "POST", BulkId = "qwerty" }, 201, "https://example.com/v2/Users/92b7", "W/\"1\""),
            new BulkResult(new() { MethodName = "DELETE" }, 204, "https://example.com/v2/Users/e902", null),
            new BulkResult(new() { MethodName = "PUT" }, 412, "https://example.com/v2/Users/b7c1", null, ScimException.PreconditionFailed("Changed.").Error),
            new BulkResult(new(), 400, null, null, ScimException.InvalidSyntax("An operation must be an object.").Error),
        ]).ToJson();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {
              "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
              "Operations": [
                { "location": "https://example.com/v2/Users/92b7", "method": "POST", "bulkId": "qwerty", "version": "W/\"1\"", "status": "201" },
                { "location": "https://example.com/v2/Users/e902", "method": "DELETE", "status": "204" },
                {
                  "location": "https://example.com/v2/Users/b7c1", "method": "PUT", "status": "412",
                  "response": { "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "412", "detail": "Changed." }
                },
                {
                  "status": "400",
                  "response": {
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400", "scimType": "invalidSyntax",
                    "detail": "An operation must be an object."
                  }
                }
              ]
            }
            """), response), response.ToJsonString());
    }
}
