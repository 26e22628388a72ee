using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.Ingress.Http;

namespace Blink.Pipeline.Ingress.Users;

/// <summary><c>GET /Users/{id}</c> (RFC 7644 §3.4.1): 200, 304 with <c>If-None-Match</c>, or 404.</summary>
static class GetUser
{
    public static async Task<IResult> HandleAsync(string id, HttpContext context, Organisation organisation, UserQueries users)
    {
        var selection = context.Request.Selection();
        var user = await users.FindAsync(organisation.Id, UserId.Parse(id), context.RequestAborted) ?? throw UserErrors.NotFound;
        // What became of the user changes without its version: whoever asks for it gets it.
        if (!Preconditions.Of(context.Request).IsKnown(user) || UserAnswer.ShowsOutcome(selection))
            return new UserAnswer(user, selection);
        context.Response.Headers.ETag = EntityTag.Of(user.Version);
        return Results.StatusCode(StatusCodes.Status304NotModified);
    }
}
