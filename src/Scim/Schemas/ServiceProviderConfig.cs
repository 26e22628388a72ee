using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Messages;

namespace Blink.Pipeline.Scim.Schemas;

/// <summary>What the service provider can do (RFC 7643 §5). PATCH and filters it always can.</summary>
/// <param name="MaxResults">The most resources that one answer to a query holds.</param>
/// <param name="ETag">Whether versions are offered and compared (RFC 7644 §3.14).</param>
/// <param name="Sort">Whether <c>sortBy</c> is served.</param>
/// <param name="Pagination">How listings are paged.</param>
/// <param name="AuthenticationSchemes">The ways to authenticate, the preferred one first.</param>
/// <param name="DocumentationUri">Where people read more, or null.</param>
/// <param name="Bulk">What a bulk job may hold; null: there are none.</param>
public sealed record ServiceProviderConfig(
    int MaxResults,
    bool ETag,
    bool Sort,
    Pagination Pagination,
    IReadOnlyList<AuthenticationScheme> AuthenticationSchemes,
    string? DocumentationUri = null,
    BulkLimits? Bulk = null)
{
    /// <summary>Whether a request is completed asynchronously when its client asks for that (RFC 9967 §4).</summary>
    public bool AsyncRequests { get; init; }

    /// <summary>The resource.</summary>
    /// <param name="baseUri">The base URI of the service provider, without slash at the end.</param>
    public JsonObject ToJson(string baseUri)
    {
        var json = new JsonObject { ["schemas"] = new JsonArray(ScimUrns.ServiceProviderConfig) };
        if (DocumentationUri is not null)
            json["documentationUri"] = DocumentationUri;
        json["patch"] = Supported(true);
        json["bulk"] = new JsonObject
        {
            ["supported"] = Bulk is not null,
            ["maxOperations"] = Bulk?.MaxOperations ?? 0,
            ["maxPayloadSize"] = Bulk?.MaxPayloadSize ?? 0,
        };
        json["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = MaxResults };
        json["changePassword"] = Supported(false);
        json["sort"] = Supported(Sort);
        json["etag"] = Supported(ETag);
        json["pagination"] = Pagination.ToJson(MaxResults);
        if (AsyncRequests)
            json["securityEvents"] = new JsonObject { ["asyncRequest"] = "request", ["eventUris"] = new JsonArray(ScimUrns.AsyncResponse) };
        json["authenticationSchemes"] = new JsonArray([.. AuthenticationSchemes.Select(Scheme)]);
        json["meta"] = DiscoveryDocuments.Meta("ServiceProviderConfig", $"{baseUri}/ServiceProviderConfig");
        return json;
    }

    static JsonObject Supported(bool supported) => new() { ["supported"] = supported };

    static JsonObject Scheme(AuthenticationScheme scheme, int index)
    {
        var json = new JsonObject { ["type"] = scheme.Type, ["name"] = scheme.Name, ["description"] = scheme.Description };
        if (scheme.SpecUri is not null)
            json["specUri"] = scheme.SpecUri;
        if (index == 0)
            json["primary"] = true;
        return json;
    }
}
