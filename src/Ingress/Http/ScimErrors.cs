using System.Globalization;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.GroupCommits;
using Blink.Pipeline.Scim.Errors;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Http;

/// <summary>Gives every error its SCIM body (RFC 7644 §3.12), whichever layer it comes from.</summary>
sealed class ScimErrors(RequestDelegate next, IOptions<IngressOptions> options, ILogger<ScimErrors> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (HasErrorWithoutBody(context.Response))
                await AnswerAsync(context, ForStatus(context.Response.StatusCode));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to read an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, ForException(context, exception));
        }
    }

    static bool HasErrorWithoutBody(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null };

    Task AnswerAsync(HttpContext context, ScimException error)
    {
        if (error.Error.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = options.Value.RetryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        else if (error.Error.Status == StatusCodes.Status429TooManyRequests && context.Response.Headers.RetryAfter.Count == 0)
            context.Response.Headers.RetryAfter = "1";
        return new ScimResult(error.Error.Status, error.Error.ToJson()).ExecuteAsync(context);
    }

    ScimException ForException(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ScimException scim:
                return scim;
            case BadHttpRequestException badRequest:
                return ForStatus(badRequest.StatusCode);
            case var _ when PostgresErrors.IsTransient(exception) || exception is ObjectDisposedException:
                logger.DatabaseAway(exception, context.Request.Method, Route(context));
                return ScimException.ServiceUnavailable("The service is not available at the moment. What it has acknowledged is kept; send this request again.");
            case GroupCommitFullException:
                IngressMetrics.Overloaded.Add(1);
                return ScimException.ServiceUnavailable("More is to be written than can be at the moment. Nothing was changed; send this request again.");
            default:
                logger.RequestFailed(exception, context.Request.Method, Route(context));
                return ScimException.InternalError("The request failed by a fault of this server. It is recorded, and worth sending again later.");
        }
    }

    static ScimException ForStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => ScimException.NotFound("There is no such endpoint. This server has /Users, /Users/.search, /.search, /Bulk, /Async, /Schemas, /ResourceTypes and /ServiceProviderConfig."),
        StatusCodes.Status405MethodNotAllowed => ScimException.MethodNotAllowed("This endpoint does not know the method; the Allow header lists those it knows."),
        StatusCodes.Status408RequestTimeout => ScimException.RequestTimeout("The body came too slowly, or not to its end. Send the request again."),
        StatusCodes.Status413PayloadTooLarge => ScimException.PayloadTooLarge("The body is larger than this server accepts."),
        StatusCodes.Status415UnsupportedMediaType => ScimException.UnsupportedMediaType("Send the body as application/scim+json."),
        StatusCodes.Status500InternalServerError => ScimException.InternalError("The request failed by a fault of this server."),
        _ => ScimException.InvalidSyntax("The request is not well-formed HTTP."),
    };

    // The pattern, not the path, and never the query string: a filter names a person.
    static string? Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
}
