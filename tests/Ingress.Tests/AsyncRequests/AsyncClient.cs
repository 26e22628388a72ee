using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Tests.Hosting;

namespace Blink.Pipeline.Ingress.Tests.AsyncRequests;

/// <summary>Makes requests as RFC 9967 §2.5.1.1 has them.</summary>
static class AsyncClient
{
    public const string AsyncResponse = "urn:ietf:params:scim:event:misc:asyncresp";

    const string Patch = """{"Operations":[{"op":"replace","path":"title","value":"New"}]}""";

    /// <summary>Sends a request with <c>Prefer</c>.</summary>
    public static Task<ScimAnswer> PreferAsync(
        this ScimClient client, HttpMethod method, string path, string? body = null, string prefer = "respond-async") =>
        client.SendAsync(method, path, body, "Prefer", prefer);

    /// <summary>One change of each method that changes users, and its status when it is applied.</summary>
    public static TheoryData<string, string, string?> Changes => new()
    {
        { "PUT", "200", """{"userName":"put@x.com","externalId":"e-1"}""" },
        { "PATCH", "200", Patch },
        { "DELETE", "204", null },
    };

    /// <summary>The txn of an answer that was found to be a 202 as RFC 9967 §2.5.1.1 has it.</summary>
    public static string Txn(this ScimAnswer answer)
    {
        Assert.Equal(202, answer.Status);
        Assert.Empty(answer.Json);
        Assert.Equal(["respond-async"], answer.Headers.GetValues("Preference-Applied"));
        var txn = Assert.Single(answer.Headers.GetValues("Set-Txn"));
        Assert.EndsWith($"/Async/{txn}", answer.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
        return txn;
    }

    /// <summary>The completion event of a request, once it is complete.</summary>
    public static async Task<ScimAnswer> EventAsync(this ScimClient client, string txn)
    {
        var answer = await client.GetAsync($"/Async/{txn}");
        Assert.Equal(200, answer.Status);
        return answer;
    }

    /// <summary>The payload of a completion event.</summary>
    public static JsonObject Response(this ScimAnswer answer) => answer.Json["events"]![AsyncResponse]!.AsObject();

    /// <summary>A POST of a user.</summary>
    public static HttpRequestMessage Creation(this ScimClient client, string userName, string prefer) => new(HttpMethod.Post, client.Address("/Users"))
    {
        Content = new StringContent(User.Json(userName), Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json")),
        Headers = { { "Prefer", prefer } },
    };
}
