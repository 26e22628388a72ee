using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ingress.Http;

/// <summary>An answer with a SCIM body (RFC 7644 §3.1, §8.1).</summary>
sealed class ScimResult(int status, JsonObject body) : IResult
{
    public const string ContentType = "application/scim+json";

    static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        // Made whole before the first byte goes out: what fails here can still be answered as an error.
        var utf8 = JsonSerializer.SerializeToUtf8Bytes(body, Unescaped);
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = ContentType;
        httpContext.Response.ContentLength = utf8.Length;
        return httpContext.Response.Body.WriteAsync(utf8, httpContext.RequestAborted).AsTask();
    }
}
