using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.DesiredState;

namespace Blink.Pipeline.Ingress.Users;

/// <summary><c>DELETE /Users/{id}</c> (RFC 7644 §3.6): 204; from then on 404, and the userName is free.</summary>
static class DeleteUser
{
    public static async Task<IResult> HandleAsync(string id, HttpContext context, Organisation organisation, DesiredStateStore store)
    {
        var change = Change(Preconditions.Of(context.Request));
        await store.ChangeAsync(organisation.Id, UserId.Parse(id), change, context.RequestAborted, context.Features.Get<AsyncRequest>());
        return Results.NoContent();
    }

    /// <summary>What the DELETE makes of a user.</summary>
    public static Func<StoredUser, UserChange> Change(Preconditions preconditions) => current =>
    {
        preconditions.Check(current);
        return new UserChange.Deleted();
    };
}
