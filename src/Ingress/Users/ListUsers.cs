using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Scim.Messages;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Users;

/// <summary><c>GET /Users</c> (RFC 7644 §3.4.2) and <c>POST .search</c> (§3.4.3): 200 with a list, also when nobody matches.</summary>
static class ListUsers
{
    public static Task<IResult> HandleAsync(HttpContext context, Organisation organisation, UserListing listing)
    {
        var query = context.Request.Query;
        return listing.AnswerAsync(context, organisation, SearchRequest.Read(name => query[name]));
    }

    /// <summary>Another method on <c>/Users/.search</c>, which is no user.</summary>
    public static void RefuseMethod(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = HttpMethods.Post;
    }

    public static async Task<IResult> SearchAsync(
        HttpContext context, Organisation organisation, UserListing listing, IOptions<IngressOptions> options)
    {
        var body = await context.Request.ReadJsonAsync(options.Value, context.RequestAborted);
        return await listing.AnswerAsync(context, organisation, SearchRequest.Parse(body));
    }
}
