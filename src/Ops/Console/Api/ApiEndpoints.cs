using System.Text.Json;
using System.Text.Json.Serialization;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.Ops.Queues;

namespace Blink.Pipeline.Ops.Console.Api;

/// <summary>The operations for machines, as JSON: the same services behind the same gate.</summary>
static class ApiEndpoints
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void MapApi(this WebApplication application)
    {
        var api = application.MapGroup("/api").RequireAuthorization(AccessServices.Machines).DisableAntiforgery();
        api.MapGet("/queues", (Api call) => call.RunAsync<QueueReader, IReadOnlyList<QueueState>>(
            Operation.See, (queues, _) => queues.ListAsync(call.Aborted)));
        api.MapGet("/organisations", (Api call) => call.RunAsync<OrganisationStore, IReadOnlyList<Organisation>>(
            Operation.See, (organisations, _) => organisations.ListAsync(call.Aborted)));
    }

    /// <summary>One request to the API.</summary>
    sealed record Api(HttpContext Http, Gate Gate, ILogger<Gate> Logger)
    {
        public CancellationToken Aborted => Http.RequestAborted;

        public static ValueTask<Api> BindAsync(HttpContext http) => ValueTask.FromResult(new Api(
            http, http.RequestServices.GetRequiredService<Gate>(), http.RequestServices.GetRequiredService<ILogger<Gate>>()));

        public async Task<IResult> RunAsync<TService, T>(Operation operation, Func<TService, string, Task<T>> run)
            where TService : notnull
        {
            try
            {
                return TypedResults.Json(await Gate.RunAsync(Caller.From(Http.User), operation, run, Aborted), Json);
            }
            catch (DeniedException exception)
            {
                return TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status403Forbidden);
            }
            catch (OpsException exception)
            {
                return TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status409Conflict);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Logger.OperationFailed(exception, operation.Name);
                return TypedResults.Problem(
                    ErrorSentences.OrNone(exception) ?? "This failed in a way that nobody foresaw; the log of ops has it.",
                    statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        }
    }
}
