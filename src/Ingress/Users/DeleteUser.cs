using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.DesiredState;

namespace Blink.Pipeline.Ingress.Users;

/// <summary><c>DELETE /Users/{id}</c> (RFC 7644 §3.6): 204; from then on 404, and the userName is free.</summary>
static class DeleteUser
{
    public static async Task<IResult> HandleAsync(string id, HttpContext context, Organisation organisation, DesiredStateStore store)
    {
        var ifMatch = (string?)context.Request.Headers.IfMatch;
        await store.ChangeAsync(organisation.Id, UserId.Parse(id), current =>
        {
            EntityTag.Check(ifMatch, current);
            return new UserChange.Deleted();
        }, context.RequestAborted, context.Features.Get<AsyncRequest>());
        return Results.NoContent();
    }
}
