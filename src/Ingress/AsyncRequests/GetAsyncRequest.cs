using System.Globalization;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Ingress.Outcomes;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary><c>GET /Async/{txn}</c>: 200 with the event that completes a request (RFC 9967 §2.5.1.3), or 202 while it is pending.</summary>
static class GetAsyncRequest
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static async Task<IResult> HandleAsync(string txn, HttpContext context, Organisation organisation, AsyncRequestStore requests)
    {
        var found = await requests.FindAsync([new AsyncRequestKey(organisation.Id, txn)], context.RequestAborted);
        var request = found.SingleOrDefault() ?? throw ScimException.NotFound(
            "There is no asynchronous request with this txn in this organisation, or it was made too long ago. Read the user instead.");
        return request.Outcome is { } outcome ? Completed(context.Request, request, outcome) : Pending(context.Response, request);
    }

    static IResult Completed(HttpRequest http, RecordedRequest request, UserOutcome outcome)
    {
        var claims = CompletionEvent.Of(request, outcome);
        return SecurityEventToken.IsWanted(http) ? new SecurityEventToken(claims) : new ScimResult(StatusCodes.Status200OK, claims);
    }

    static ScimResult Pending(HttpResponse response, RecordedRequest request)
    {
        response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return new ScimResult(StatusCodes.Status202Accepted, CompletionEvent.Pending(request));
    }
}
