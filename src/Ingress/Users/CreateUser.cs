using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Scim.Resources;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Users;

/// <summary><c>POST /Users</c> (RFC 7644 §3.3): 201, or 409 when the userName is taken.</summary>
static class CreateUser
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, Organisation organisation, DesiredStateStore store, IOptions<IngressOptions> options)
    {
        Preconditions.Of(context.Request).CheckCreation();
        var selection = context.Request.Selection();
        var body = await context.Request.ReadJsonAsync(options.Value, context.RequestAborted);
        var document = ResourceReader.Read(UserResourceType.Definition, body);
        var user = await store.CreateAsync(organisation.Id, document, context.RequestAborted, context.Features.Get<AsyncRequest>());
        return new UserAnswer(user, selection, StatusCodes.Status201Created);
    }
}
