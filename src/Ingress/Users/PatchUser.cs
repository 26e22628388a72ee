using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Scim.Patching;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Users;

/// <summary><c>PATCH /Users/{id}</c> (RFC 7644 §3.5.2): 200 with the user, all operations applied or none.</summary>
static class PatchUser
{
    public static async Task<IResult> HandleAsync(
        string id, HttpContext context, Organisation organisation, DesiredStateStore store, IOptions<IngressOptions> options)
    {
        var selection = context.Request.Selection();
        var preconditions = Preconditions.Of(context.Request);
        var patch = Patch.Parse(await context.Request.ReadJsonAsync(options.Value, context.RequestAborted), options.Value.PatchLimits);
        var user = await store.ChangeAsync(
            organisation.Id, UserId.Parse(id), Change(patch, preconditions), context.RequestAborted, context.Features.Get<AsyncRequest>());
        return new UserAnswer(user, selection);
    }

    /// <summary>What the PATCH makes of a user.</summary>
    public static Func<StoredUser, UserChange> Change(PatchRequest patch, Preconditions preconditions, PatchWork? work = null) => current =>
    {
        preconditions.Check(current);
        return UserChange.To(current, patch.Apply(UserResourceType.Definition, current.Document, work));
    };
}
