using System.Text.Json;
using System.Text.Json.Serialization;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Cli;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Blink.Pipeline.Ops.Console.Api;

/// <summary>One request of a machine.</summary>
sealed record ApiCall(HttpContext Http, Gate Gate, ILogger<ApiCall> Logger)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public CancellationToken Aborted => Http.RequestAborted;

    public static ValueTask<ApiCall> BindAsync(HttpContext http) => ValueTask.FromResult(new ApiCall(
        http, http.RequestServices.GetRequiredService<Gate>(), http.RequestServices.GetRequiredService<ILogger<ApiCall>>()));

    /// <summary>Runs an operation through the gate, and makes an answer of what comes of it.</summary>
    public async Task<IResult> RunAsync<TService, T>(Operation operation, Func<TService, string, Task<T>> run)
        where TService : notnull
    {
        try
        {
            var caller = Caller.From(Http.User);
            // A machine that reads about people has looked at them, each time.
            if (operation == Operation.SeePeople)
                await Gate.RecordLookAsync(caller, $"request:{Http.Request.Path}", Aborted);
            return TypedResults.Json(await Gate.RunAsync(caller, operation, run, Aborted), Json);
        }
        catch (DeniedException exception)
        {
            return TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status403Forbidden);
        }
        catch (OpsException exception)
        {
            return TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status409Conflict);
        }
        catch (Exception exception) when (!Aborted.IsCancellationRequested)
        {
            return Failed(exception, operation);
        }
    }

    ProblemHttpResult Failed(Exception exception, Operation operation)
    {
        if (ErrorSentences.OrNone(exception) is { } sentence)
            return TypedResults.Problem(sentence, statusCode: StatusCodes.Status503ServiceUnavailable);
        Logger.OperationFailed(exception, operation.Name);
        return TypedResults.Problem("This failed in a way that nobody foresaw; the log of ops has it.", statusCode: StatusCodes.Status500InternalServerError);
    }
}
