using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Scim.Resources;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Users;

/// <summary><c>PUT /Users/{id}</c> (RFC 7644 §3.5.1): 200 with the user; what the body leaves out is cleared.</summary>
static class ReplaceUser
{
    public static async Task<IResult> HandleAsync(
        string id, HttpContext context, Organisation organisation, DesiredStateStore store, IOptions<IngressOptions> options)
    {
        var selection = context.Request.Selection();
        var preconditions = Preconditions.Of(context.Request);
        var body = await context.Request.ReadJsonAsync(options.Value, context.RequestAborted);
        var document = ResourceReader.Read(UserResourceType.Definition, body);
        var user = await store.ChangeAsync(
            organisation.Id, UserId.Parse(id), Change(document, preconditions), context.RequestAborted, context.Features.Get<AsyncRequest>());
        return new UserAnswer(user, selection);
    }

    /// <summary>What the PUT makes of a user.</summary>
    public static Func<StoredUser, UserChange> Change(JsonObject document, Preconditions preconditions) => current =>
    {
        preconditions.Check(current);
        return UserChange.To(current, document);
    };
}
