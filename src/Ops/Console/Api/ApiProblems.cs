using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Cli;

namespace Blink.Pipeline.Ops.Console.Api;

/// <summary>
/// Answers a machine with a sentence when its request fails, wherever that happens: its key is looked up in the database before any
/// operation runs.
/// </summary>
static class ApiProblems
{
    public static void UseApiProblems(this WebApplication application) => application.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (IsForUs(context, exception))
        {
            var (status, sentence) = Of(exception);
            if (status == StatusCodes.Status500InternalServerError)
                application.Logger.OperationFailed(exception, context.GetEndpoint()?.DisplayName ?? "api");
            await TypedResults.Problem(sentence, statusCode: status).ExecuteAsync(context);
        }
    });

    // What cannot be read of a request is the request's fault, and an answer that began cannot be taken back.
    static bool IsForUs(HttpContext context, Exception exception) =>
        context.Request.Path.StartsWithSegments("/api")
        && !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && exception is not BadHttpRequestException;

    static (int Status, string Sentence) Of(Exception exception) => exception switch
    {
        DeniedException => (StatusCodes.Status403Forbidden, exception.Message),
        OpsException => (StatusCodes.Status409Conflict, exception.Message),
        _ when ErrorSentences.OrNone(exception) is { } sentence => (StatusCodes.Status503ServiceUnavailable, sentence),
        _ => (StatusCodes.Status500InternalServerError, "This failed in a way that nobody foresaw; the log of ops has it."),
    };
}
