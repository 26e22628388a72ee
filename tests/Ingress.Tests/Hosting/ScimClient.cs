using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>Speaks SCIM as a test wants it, and checks what holds for every answer.</summary>
public sealed class ScimClient(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<ScimAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ScimAnswer> FindAsync(string filter) => GetAsync("/Users?filter=" + Uri.EscapeDataString(filter));

    public Task<ScimAnswer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<ScimAnswer> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    public Task<ScimAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Creates a user and returns its id.</summary>
    public async Task<string> CreateAsync(string userName)
    {
        var answer = await PostAsync("/Users", User.Json(userName));
        Assert.Equal(201, answer.Status);
        return answer.Text("id")!;
    }

    public Task<ScimAnswer> PatchAsync(string id, string operations) => SendAsync(HttpMethod.Patch, $"/Users/{id}", $$"""
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}
        """);

    public Task<ScimAnswer> SendAsync(HttpMethod method, string path, string? body = null, string? header = null, string? value = null)
    {
        var request = new HttpRequestMessage(method, Address(path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        return SendAsync(request);
    }

    public async Task<ScimAnswer> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request, Token);
        request.Dispose();
        var text = await response.Content.ReadAsStringAsync(Token);
        var status = (int)response.StatusCode;
        if (text.Length == 0)
        {
            Assert.True(status is 202 or 204 or 304, $"{status} has no body");
            return new ScimAnswer(status, response.Headers, []);
        }
        Assert.Equal("application/scim+json", response.Content.Headers.ContentType?.MediaType);
        var json = JsonNode.Parse(text)!.AsObject();
        if (status >= 400)
        {
            Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)json["schemas"]![0]);
            Assert.Equal(status.ToString(), (string?)json["status"]);
        }
        return new ScimAnswer(status, response.Headers, json) { ContentHeaders = response.Content.Headers };
    }

    /// <summary>A path as it stands, not put into a form of .NET's liking.</summary>
    public Uri Address(string path) => new(
        http.BaseAddress!.GetLeftPart(UriPartial.Authority) + (path.StartsWith("/scim", StringComparison.OrdinalIgnoreCase) ? path : "/scim" + path),
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public void Dispose() => http.Dispose();
}
