using Blink.Pipeline.Ingress.Authentication;

namespace Blink.Pipeline.Ingress.Usage;

/// <summary>Counts how each organisation's requests are answered, errors included, once they have their form.</summary>
sealed class RequestCounting(RequestDelegate next, RequestCounts counts, TimeProvider timeProvider)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        // Of nobody; or the client left before there was an answer.
        if (context.Features.Get<Organisation>() is not { } organisation || context is { RequestAborted.IsCancellationRequested: true, Response.HasStarted: false })
            return;
        var count = RequestCount.Of(context.Request.Method, context.Request.Path, context.Response.StatusCode);
        if (count.Events > 0)
            counts.Add(organisation.Id, timeProvider.GetUtcNow(), count);
    }
}
