using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Tests.Hosting;

namespace Blink.Pipeline.Ingress.Tests.Bulk;

/// <summary>Sends bulk jobs.</summary>
static class BulkClient
{
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    /// <summary>The outcome of each operation of a job.</summary>
    public static async Task<List<JsonNode>> BulkAsync(this ScimClient client, IEnumerable<string> operations, int? failOnErrors = null, string path = "/Bulk")
    {
        var answer = await client.PostAsync(path, Request(operations, failOnErrors));
        Assert.True(answer.Status == 200, answer.Json.ToJsonString());
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:BulkResponse", answer.Text("schemas/0"));
        return [.. answer.At("Operations")!.AsArray().Select(operation => operation!)];
    }

    public static string Request(IEnumerable<string> operations, int? failOnErrors = null) => $$"""
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"failOnErrors":{{failOnErrors?.ToString() ?? "null"}},
         "Operations":[{{string.Join(',', operations)}}]}
        """;

    public static string Post(string bulkId, string userName, string? manager = null) => $$"""
        {"method":"POST","path":"/Users","bulkId":"{{bulkId}}","data":{{User(userName, "t", manager)}}}
        """;

    public static string Put(string id, string data, string? version = null) => $$"""
        {"method":"PUT","path":"/Users/{{id}}","version":{{Quoted(version)}},"data":{{data}}}
        """;

    public static string Patch(string id, string operations, string? version = null) => $$"""
        {"method":"PATCH","path":"/Users/{{id}}","version":{{Quoted(version)}},"data":{"Operations":[{{operations}}]} }
        """;

    public static string Delete(string id, string? version = null) => $$"""
        {"method":"DELETE","path":"/Users/{{id}}","version":{{Quoted(version)}}}
        """;

    public static string Replace(string path, string value) => $$"""{"op":"replace","path":"{{path}}","value":"{{value}}"}""";

    public static string User(string userName, string title, string? manager = null) => $$"""
        {"userName":"{{userName}}","title":"{{title}}","{{Enterprise}}":{"manager":{"value":{{Quoted(manager)}} } } }
        """;

    public static int Status(this JsonNode operation) => int.Parse((string)operation["status"]!);

    public static string IdIn(this JsonNode operation) => ((string)operation["location"]!)[^36..];

    static string Quoted(string? text) => text is null ? "null" : JsonValue.Create(text).ToJsonString();
}
