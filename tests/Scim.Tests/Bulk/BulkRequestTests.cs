using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Bulk;
using Blink.Pipeline.Scim.Errors;
using CsCheck;

namespace Blink.Pipeline.Scim.Tests.Bulk;

public sealed class BulkRequestTests
{
    [Fact]
    public void The_example_of_rfc_7644_section_3_7_3_is_read()
    {
        var request = Parse("""
            {
              "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
              "failOnErrors": 1,
              "Operations": [
                { "method": "POST", "path": "/Users", "bulkId": "qwerty", "data": { "userName": "Alice" } },
                { "method": "PUT", "path": "/Users/b7c1", "version": "W\/\"3694e05e9dff591\"", "data": { "userName": "Bob" } },
                { "method": "PATCH", "path": "/Users/5d8d", "version": "W/\"edac3253e2c0ef2\"", "data": { "Operations": [] } },
                { "method": "DELETE", "path": "/Users/e902", "version": "W\/\"0ee8add0a938e1a\"" }
              ]
            }
            """);
        Assert.Equal(1, request.FailOnErrors);
        Assert.Equal([BulkMethod.Post, BulkMethod.Put, BulkMethod.Patch, BulkMethod.Delete], request.Operations.Select(operation => operation.Method));
        Assert.Equal([null, "W/\"3694e05e9dff591\"", "W/\"edac3253e2c0ef2\"", "W/\"0ee8add0a938e1a\""], request.Operations.Select(operation => operation.Version));
        Assert.Equal(("qwerty", "/Users", "Alice"), (request.Operations[0].BulkId, request.Operations[0].Path, (string?)request.Operations[0].Data!["userName"]));
        Assert.All(request.Operations, operation => Assert.Null(operation.Error));
    }

    [Theory]
    [InlineData("""{"operations":[{"Method":"post","PATH":"/Users","BulkID":"a","Data":{}}]}""")]
    [InlineData("""{"SCHEMAS":["URN:ietf:params:scim:api:messages:2.0:bulkrequest","other"],"OPERATIONS":[{"method":"Post","path":"/Users","bulkId":"a","data":{}}]}""")]
    public void Names_and_methods_may_be_in_any_case(string json)
    {
        var operation = Assert.Single(Parse(json).Operations);
        Assert.Equal((BulkMethod.Post, "a", null), (operation.Method, operation.BulkId, operation.Error));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Operations":{}}""")]
    [InlineData("""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[]}""")]
    [InlineData("""{"schemas":"urn:ietf:params:scim:api:messages:2.0:BulkRequest","Operations":[]}""")]
    [InlineData("""{"failOnErrors":0,"Operations":[]}""")]
    [InlineData("""{"failOnErrors":-1,"Operations":[]}""")]
    [InlineData("""{"failOnErrors":1.5,"Operations":[]}""")]
    [InlineData("""{"failOnErrors":"1","Operations":[]}""")]
    public void A_job_that_cannot_be_read_is_refused_whole(string json)
    {
        var error = Assert.Throws<ScimException>(() => Parse(json)).Error;
        Assert.Equal((400, "invalidSyntax"), (error.Status, error.ScimType));
    }

    [Theory]
    [InlineData("7", "object")]
    [InlineData("null", "object")]
    [InlineData("{}", "method")]
    [InlineData("""{"method":"GET","path":"/Users"}""", "method")]
    [InlineData("""{"method":7,"path":"/Users"}""", "method")]
    [InlineData("""{"method":"DELETE"}""", "path")]
    [InlineData("""{"method":"DELETE","path":""}""", "path")]
    [InlineData("""{"method":"DELETE","path":["/Users/1"]}""", "path")]
    [InlineData("""{"method":"DELETE","path":"/Users/1","version":3}""", "version")]
    [InlineData("""{"method":"DELETE","path":"/Users/1","bulkId":3}""", "bulkId")]
    [InlineData("""{"method":"POST","path":"/Users","data":{}}""", "bulkId")]
    [InlineData("""{"method":"POST","path":"/Users","bulkId":"","data":{}}""", "bulkId")]
    [InlineData("""{"method":"POST","path":"/Users","bulkId":"a"}""", "data")]
    [InlineData("""{"method":"PUT","path":"/Users/1"}""", "data")]
    [InlineData("""{"method":"PATCH","path":"/Users/1","data":null}""", "data")]
    public void An_operation_that_cannot_be_read_fails_alone(string operation, string about)
    {
        var request = Parse($$"""{"Operations":[{{operation}},{"method":"DELETE","path":"/Users/1"}]}""");
        Assert.Equal((400, "invalidSyntax"), (request.Operations[0].Error!.Error.Status, request.Operations[0].Error!.Error.ScimType));
        Assert.Contains(about, request.Operations[0].Error!.Error.Detail, StringComparison.Ordinal);
        Assert.Null(request.Operations[1].Error);
    }

    [Fact]
    public void What_can_be_read_of_an_operation_still_names_it()
    {
        var operation = Parse("""{"Operations":[{"method":"POST","path":7,"bulkId":"a"}]}""").Operations.Single();
        Assert.Equal((BulkMethod.Post, "a"), (operation.Method, operation.BulkId));
        Assert.Contains("'path' must be text", operation.Error!.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_operations_with_one_bulkId_the_second_fails()
    {
        var request = Parse("""
            {"Operations":[{"method":"POST","path":"/Users","bulkId":"a","data":{}},{"method":"DELETE","path":"/Users/1","bulkId":"a"},
              {"method":"POST","path":"/Users","bulkId":"A","data":{}}]}
            """);
        Assert.Equal([null, "invalidValue", null], request.Operations.Select(operation => operation.Error?.Error.ScimType));
    }

    [Fact]
    public void More_operations_than_declared_are_413_with_the_limit()
    {
        var body = JsonNode.Parse($$"""{"Operations":[{{string.Join(',', Enumerable.Repeat("{}", 11))}}]}""");
        Assert.Equal(11, BulkRequest.Parse(body, 11).Operations.Count);
        var error = Assert.Throws<ScimException>(() => BulkRequest.Parse(body, 10)).Error;
        Assert.Equal(413, error.Status);
        Assert.Contains("maxOperations is 10", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_json_is_a_job_or_refused() =>
        Gen.OneOf(JsonGen.Text(5), JsonGen.Text(4).Array[0, 4].Select(all => $$"""{"Operations":[{{string.Join(',', all)}}]}""")).Sample(text =>
        {
            try
            {
                Assert.All(BulkRequest.Parse(JsonGen.Parsed(text), 100).Operations, operation =>
                    Assert.True(operation.Error is not null || operation is { Method: not null, Path: not null }));
            }
            catch (ScimException exception)
            {
                Assert.Equal(400, exception.Error.Status);
            }
        }, iter: 10_000);

    static BulkRequest Parse(string json) => BulkRequest.Parse(JsonNode.Parse(json), 1000);
}
