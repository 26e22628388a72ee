using System.Globalization;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.Users;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>
/// Answers requests with <c>Prefer: respond-async</c> (RFC 9967 §2.5.1.1), around the handlers of those that change users. What cannot
/// be accepted they refuse as ever, by an exception that passes through here.
/// </summary>
sealed class AsyncResponses(OutcomeWait outcomeWait, IOptions<AsyncRequestOptions> options) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (AsyncRequest.Of(http.Request) is not { } request)
            return await next(context);
        http.Features.Set(request);
        var ordinary = await next(context);

        var wait = request.Wait < options.Value.MaxWait ? request.Wait : options.Value.MaxWait;
        var key = new AsyncRequestKey(http.Features.GetRequiredFeature<Organisation>().Id, request.Txn);
        if (wait == TimeSpan.Zero || await outcomeWait.ForAsync(key, wait, http.RequestAborted) is not { Outcome: { } outcome } completed)
            return Accepted(http.Response, request);

        http.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={wait.TotalSeconds:0}");
        if (outcome.Error is not { } error)
            return ordinary;
        // The change is kept, and with it the user, though it could not be applied: the client learns where it is.
        http.Response.Headers.Location = UserAnswer.Location(completed.BaseUri, completed.ScimUserId);
        http.Response.Headers.ETag = EntityTag.Of(outcome.Version);
        throw error;
    }

    static IResult Accepted(HttpResponse response, AsyncRequest request)
    {
        response.Headers["Set-Txn"] = request.Txn;
        response.Headers["Preference-Applied"] = "respond-async";
        response.Headers.Location = CompletionEvent.Location(request.BaseUri, request.Txn);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }
}
