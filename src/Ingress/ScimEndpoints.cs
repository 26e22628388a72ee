using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Http;
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
            scim => scim.UseMiddleware<BearerAuthentication>());
        MapAll(application.MapGroup("/scim"));
        MapAll(application.MapGroup("/scim/v2"));
        return application;
    }

    static void MapAll(RouteGroupBuilder scim)
    {
        scim.MapGet("/Users", ListUsers.HandleAsync);
        scim.MapGet("/Users/{id}", GetUser.HandleAsync);

        var changes = scim.MapGroup("/Users").AddEndpointFilter(IngressMetrics.CountAsync);
        changes.MapPost("/", CreateUser.HandleAsync);
        changes.MapPut("/{id}", ReplaceUser.HandleAsync);
        changes.MapPatch("/{id}", PatchUser.HandleAsync);
        changes.MapDelete("/{id}", DeleteUser.HandleAsync);

        // Clients try the base address; it says what is here.
        scim.MapGet("/", DiscoveryEndpoints.GetServiceProviderConfig);
        scim.MapGet("/ServiceProviderConfig", DiscoveryEndpoints.GetServiceProviderConfig).WithMetadata(new WithoutToken());
        scim.MapGet("/Schemas", DiscoveryEndpoints.ListSchemas);
        scim.MapGet("/Schemas/{urn}", DiscoveryEndpoints.GetSchema);
        scim.MapGet("/ResourceTypes", DiscoveryEndpoints.ListResourceTypes);
        scim.MapGet("/ResourceTypes/{name}", DiscoveryEndpoints.GetResourceType);
        scim.Map("/Me", DiscoveryEndpoints.RefuseMe);
    }
}
