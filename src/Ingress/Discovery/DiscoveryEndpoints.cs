using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Schemas;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Discovery;

/// <summary>What this server is and has (RFC 7644 §4), from the same objects that requests are read with.</summary>
static class DiscoveryEndpoints
{
    static readonly ResourceType User = UserResourceType.Definition;

    static readonly AuthenticationScheme BearerToken = new(
        "oauthbearertoken", "Bearer token", "A long-lived token of the organisation, issued by Blink", "https://www.rfc-editor.org/info/rfc6750");

    public static IResult GetServiceProviderConfig(HttpRequest request, IOptions<IngressOptions> options, IOptions<QueryOptions> queryOptions)
    {
        RefuseFilter(request);
        var bulk = new BulkLimits(options.Value.MaxBulkOperations, options.Value.MaxBulkPayloadSize);
        var pagination = new Pagination(options.Value.DefaultPageSize, queryOptions.Value.CursorLifetime);
        var config = new ServiceProviderConfig(options.Value.MaxPageSize, ETag: true, Sort: true, pagination, [BearerToken], Bulk: bulk)
        {
            AsyncRequests = true,
        };
        return Ok(config.ToJson(request.BaseUri()));
    }

    public static IResult ListSchemas(HttpRequest request)
    {
        RefuseFilter(request);
        return Ok(ListResponse.Of([.. Schemas().Select(schema => DiscoveryDocuments.Of(schema, request.BaseUri()))]).ToJson());
    }

    public static IResult GetSchema(string urn, HttpRequest request)
    {
        RefuseFilter(request);
        var schema = Schemas().FirstOrDefault(schema => schema.Id.Equals(urn, StringComparison.OrdinalIgnoreCase))
            ?? throw ScimException.NotFound("There is no schema with this URN; /Schemas lists them all.");
        return Ok(DiscoveryDocuments.Of(schema, request.BaseUri()));
    }

    public static IResult ListResourceTypes(HttpRequest request)
    {
        RefuseFilter(request);
        return Ok(ListResponse.Of([DiscoveryDocuments.Of(User, request.BaseUri())]).ToJson());
    }

    public static IResult GetResourceType(string name, HttpRequest request)
    {
        RefuseFilter(request);
        return name.Equals(User.Name, StringComparison.OrdinalIgnoreCase)
            ? Ok(DiscoveryDocuments.Of(User, request.BaseUri()))
            : throw ScimException.NotFound("There is no resource type of this name; /ResourceTypes lists them all.");
    }

    public static IResult RefuseMe() =>
        throw ScimException.NotImplemented("A token belongs to an organisation, not to a user: there is no /Me.");

    public static IResult RefuseGroups() => throw ScimException.NotFound(
        "This server has users only. Turn the provisioning of groups off in the identity provider; the people in a group are provisioned as users.");

    public static IResult RefuseVersion(string version) =>
        throw ScimException.InvalidVersion($"SCIM {version} is not spoken here. Leave the version out of the URL, or give v2.");

    static IEnumerable<Schema> Schemas() => [User.Schema, .. User.Extensions];

    // RFC 7644 §4: other query parameters are ignored, a filter is refused.
    static void RefuseFilter(HttpRequest request)
    {
        if (request.Query.ContainsKey("filter"))
            throw ScimException.Forbidden("This endpoint cannot be filtered.");
    }

    static ScimResult Ok(JsonObject body) => new(StatusCodes.Status200OK, body);
}
