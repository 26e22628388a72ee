using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.Bulk;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Ingress.RateLimiting;
using Blink.Pipeline.Ingress.Usage;
using Blink.Pipeline.Ingress.Users;

namespace Blink.Pipeline.Ingress;

/// <summary>The SCIM endpoints. Routing compares without case and takes a slash at the end, as Entra's URLs need.</summary>
static class ScimEndpoints
{
    /// <summary>Maps the endpoints below <c>/scim</c> and <c>/scim/v2</c>, behind error form and authentication.</summary>
    public static WebApplication MapScim(this WebApplication application)
    {
        application.UseMiddleware<RequestCounting>();
        application.UseMiddleware<ScimErrors>();
        application.UseWhen(
            context => context.Request.Path.StartsWithSegments("/scim", StringComparison.OrdinalIgnoreCase),
            scim => scim.UseMiddleware<RequestsUnderWay>().UseMiddleware<BearerAuthentication>().UseRateLimiter());
        MapAll(application.MapGroup("/scim"));
        MapAll(application.MapGroup("/scim/v2"));
        application.Map(@"/scim/{version:regex(^v(?!2$)\d+(\.\d+)*$)}/{**rest}", DiscoveryEndpoints.RefuseVersion);
        return application;
    }

    static void MapAll(RouteGroupBuilder scim)
    {
        ((IEndpointConventionBuilder)scim).Add(AnswerHead);
        scim.MapGet("/Users", ListUsers.HandleAsync);
        scim.MapPost("/Users/.search", ListUsers.SearchAsync);
        scim.MapMethods("/Users/.search", [HttpMethods.Get, HttpMethods.Head, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete], ListUsers.RefuseMethod);
        // Users are all there is to search.
        scim.MapPost("/.search", ListUsers.SearchAsync);
        scim.MapGet("/Users/{id}", GetUser.HandleAsync);

        // The count within: a change that is accepted counts, whatever its client, who waits for more, is told in the end.
        var changes = scim.MapGroup("/Users").AddEndpointFilter<AsyncResponses>().AddEndpointFilter(IngressMetrics.CountAsync);
        changes.MapPost("/", CreateUser.HandleAsync);
        changes.MapPut("/{id}", ReplaceUser.HandleAsync);
        changes.MapPatch("/{id}", PatchUser.HandleAsync);
        changes.MapDelete("/{id}", DeleteUser.HandleAsync);

        scim.MapPost("/Bulk", RunBulk.HandleAsync).RequireRateLimiting(OrganisationRateLimit.BulkJobs);
        scim.MapGet("/Async/{txn}", GetAsyncRequest.HandleAsync);

        // Clients try the base address; it says what is here.
        scim.MapGet("/", DiscoveryEndpoints.GetServiceProviderConfig);
        scim.MapGet("/ServiceProviderConfig", DiscoveryEndpoints.GetServiceProviderConfig).WithMetadata(new WithoutToken());
        scim.MapGet("/Schemas", DiscoveryEndpoints.ListSchemas);
        scim.MapGet("/Schemas/{urn}", DiscoveryEndpoints.GetSchema);
        scim.MapGet("/ResourceTypes", DiscoveryEndpoints.ListResourceTypes);
        scim.MapGet("/ResourceTypes/{name}", DiscoveryEndpoints.GetResourceType);
        scim.Map("/Me/{**rest}", DiscoveryEndpoints.RefuseMe);
        scim.Map("/Groups/{**rest}", DiscoveryEndpoints.RefuseGroups);
    }

    // Whatever answers GET answers HEAD (RFC 9110 §9.1); the web server leaves the body out.
    static void AnswerHead(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().FirstOrDefault() is not { HttpMethods: ["GET"] } get)
            return;
        endpoint.Metadata.Remove(get);
        endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
    }
}
