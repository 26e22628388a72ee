using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Ingress.Users;

/// <summary>Shows a user to its organisation.</summary>
static class UserAnswer
{
    /// <summary>The answer that consists of one user, with its <c>ETag</c> and <c>Location</c>.</summary>
    public static IResult Of(HttpContext context, StoredUser user, AttributeSelection selection, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.ETag = EntityTag.Of(user);
        context.Response.Headers.Location = Location(context.Request, user.Id.ToString());
        return new ScimResult(status, Resource(context.Request, user, selection));
    }

    /// <summary>The user as a resource.</summary>
    public static JsonObject Resource(HttpRequest request, StoredUser user, AttributeSelection selection) => ResourceWriter.Write(
        UserResourceType.Definition,
        user.Document,
        new ResourceMeta(user.Id.ToString(), user.CreatedAt, user.LastModified, Location(request, user.Id.ToString()), EntityTag.Of(user)),
        selection);

    /// <summary>The URI of a user, or of one that is not there.</summary>
    public static string Location(HttpRequest request, string id) => $"{request.BaseUri()}/Users/{Uri.EscapeDataString(id)}";
}
