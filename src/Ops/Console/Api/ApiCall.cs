using System.Text.Json;
using System.Text.Json.Serialization;
using Blink.Pipeline.Ops.Access;

namespace Blink.Pipeline.Ops.Console.Api;

/// <summary>One request of a machine.</summary>
sealed record ApiCall(HttpContext Http, Gate Gate)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public CancellationToken Aborted => Http.RequestAborted;

    public static ValueTask<ApiCall> BindAsync(HttpContext http) =>
        ValueTask.FromResult(new ApiCall(http, http.RequestServices.GetRequiredService<Gate>()));

    /// <summary>Runs an operation through the gate; <see cref="ApiProblems"/> answers what fails.</summary>
    public async Task<IResult> RunAsync<TService, T>(Operation operation, Func<TService, string, Task<T>> run)
        where TService : notnull
    {
        var caller = Caller.From(Http.User);
        // A machine that reads about people has looked at them, each time.
        if (operation == Operation.SeePeople)
            await Gate.RecordLookAsync(caller, $"request:{Http.Request.Path}", Aborted);
        return TypedResults.Json(await Gate.RunAsync(caller, operation, run, Aborted), Json);
    }
}
