using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Ingress.Outcomes;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Ingress.Users;

/// <summary>Shows a user to its organisation: the answer that consists of one, with its <c>ETag</c> and <c>Location</c>.</summary>
/// <remarks>Made when it is sent, so that an answer that waited for what becomes of the user shows it.</remarks>
sealed class UserAnswer(StoredUser user, AttributeSelection selection, int status = StatusCodes.Status200OK) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var resources = await ResourcesAsync(httpContext, [user], selection);
        httpContext.Response.Headers.ETag = EntityTag.Of(user.Version);
        httpContext.Response.Headers.Location = Location(httpContext.Request.BaseUri(), user.Id);
        await new ScimResult(status, resources[0]).ExecuteAsync(httpContext);
    }

    /// <summary>Users of one organisation as resources. If the client asks what became of them, it is read for all of them at once.</summary>
    public static async Task<List<JsonObject>> ResourcesAsync(HttpContext context, IReadOnlyList<StoredUser> users, AttributeSelection selection)
    {
        if (users.Count == 0 || !ShowsOutcome(selection))
            return [.. users.Select(user => Resource(context.Request, user, user.Document, selection))];
        var outcomes = await context.RequestServices.GetRequiredService<UserOutcomes>()
            .FindAsync(users[0].OrganisationId, [.. users.Select(user => user.Id)], context.RequestAborted);
        return [.. users.Select(user => Resource(context.Request, user, WithState(user, outcomes.GetValueOrDefault(user.Id)), selection))];
    }

    /// <summary>Whether the client asks for what became of the user, which changes without its version.</summary>
    public static bool ShowsOutcome(AttributeSelection selection) => selection.Names(ProvisioningSchema.Definition);

    /// <summary>The URI of a user.</summary>
    public static string Location(string baseUri, Guid id) => Location(baseUri, id.ToString());

    /// <summary>The URI of a user, or of one that is not there.</summary>
    public static string Location(string baseUri, string id) => $"{baseUri}/Users/{Uri.EscapeDataString(id)}";

    static JsonObject WithState(StoredUser user, UserOutcome? outcome)
    {
        var document = (JsonObject)user.Document.DeepClone();
        document[ProvisioningSchema.Urn] = ProvisioningState.Of(user, outcome);
        return document;
    }

    static JsonObject Resource(HttpRequest request, StoredUser user, JsonObject document, AttributeSelection selection) => ResourceWriter.Write(
        UserResourceType.Definition,
        document,
        new ResourceMeta(
            user.Id.ToString(), user.CreatedAt, user.LastModified, Location(request.BaseUri(), user.Id), EntityTag.Of(user.Version)),
        selection);
}
