using System.Buffers;
using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Resources;
using Microsoft.Net.Http.Headers;

namespace Blink.Pipeline.Ingress.Http;

/// <summary>Reads what SCIM requests have in common.</summary>
static class RequestExtensions
{
    /// <summary>The base URI that the client used, so that the locations it gets are ones it can reach.</summary>
    public static string BaseUri(this HttpRequest request)
    {
        var version = request.Path.StartsWithSegments("/scim/v2", StringComparison.OrdinalIgnoreCase) ? "/v2" : "";
        return $"{request.Scheme}://{request.Host}{request.PathBase}/scim{version}";
    }

    /// <summary>What of a user the client wants to see: <c>attributes</c>, <c>excludedAttributes</c>.</summary>
    public static AttributeSelection Selection(this HttpRequest request) =>
        AttributeSelection.Parse(UserResourceType.Definition, request.Query["attributes"], request.Query["excludedAttributes"]);

    /// <summary>Reads the body as JSON.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">The limits.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="declared">The most bytes under the name that ServiceProviderConfig declares; null: those of any request.</param>
    /// <exception cref="ScimException">
    /// 415: another media type or a content coding; 413: too large; 503: too large together with the others under way; 400 invalidSyntax:
    /// malformed or too deep.
    /// </exception>
    public static async Task<JsonNode?> ReadJsonAsync(
        this HttpRequest request, IngressOptions options, CancellationToken cancellationToken, (string Name, int MaxSize)? declared = null)
    {
        var maxSize = declared?.MaxSize ?? options.MaxBodySize;
        if (!IsJson(request.ContentType))
            throw ScimException.UnsupportedMediaType("Send the body as application/scim+json or application/json, in UTF-8.");
        if (!request.Headers.ContentEncoding.All(IsIdentity))
            throw ScimException.UnsupportedMediaType("Send the body as it is, without Content-Encoding.");
        if (request.ContentLength > maxSize)
            throw TooLarge(maxSize, declared?.Name);
        var body = request.HttpContext.RequestServices.GetRequiredService<BodiesUnderWay>().Begin(request.HttpContext);
        body.GrowTo(request.ContentLength ?? 0);
        // A body without a length is measured while it comes.
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (!read.IsCompleted && read.Buffer.Length <= maxSize)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                body.GrowTo(read.Buffer.Length);
                continue;
            }
            try
            {
                body.GrowTo(Math.Min(read.Buffer.Length, maxSize));
                return read.Buffer.Length <= maxSize ? Parse(read.Buffer, options.MaxJsonDepth) : throw TooLarge(maxSize, declared?.Name);
            }
            finally
            {
                // Also after an error: the server reads the rest away, and must not find the reader in use.
                request.BodyReader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    static JsonNode? Parse(ReadOnlySequence<byte> utf8, int maxDepth) =>
        RequestBody.Parse(utf8.IsSingleSegment ? utf8.FirstSpan : utf8.ToArray(), maxDepth);

    static bool IsIdentity(string? coding) => coding is null or "" || coding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    // None at all is accepted: there is nothing else that it could be.
    static bool IsJson(string? contentType) =>
        contentType is null
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals(ScimResult.ContentType, StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)));

    static ScimException TooLarge(int maxSize, string? limit) => ScimException.PayloadTooLarge(
        $"The body is larger than {maxSize} bytes, the most that this server accepts{(limit is null ? "" : $" ({limit})")}.");
}
