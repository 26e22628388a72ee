using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.Ops.Overview;
using Blink.Pipeline.Ops.Queues;
using Blink.Pipeline.Ops.SyncProgress;

namespace Blink.Pipeline.Ops.Console.Api;

/// <summary>The operations for machines, as JSON: the same services behind the same gate.</summary>
static class ApiEndpoints
{
    const int MostListed = 500;

    public static void MapApi(this WebApplication application)
    {
        var api = application.MapGroup("/api").RequireAuthorization(AccessServices.Machines);
        api.MapGet("/overview", (ApiCall call) => call.RunAsync(
            Operation.See, (OverviewReader overview, string _) => overview.ReadAsync(call.Aborted)));
        api.MapGet("/queues", (ApiCall call) => call.RunAsync(
            Operation.See, (QueueReader queues, string _) => queues.ListAsync(call.Aborted)));
        api.MapGet("/organisations", (ApiCall call) => call.RunAsync(
            Operation.See, (OrganisationStore organisations, string _) => organisations.ListAsync(call.Aborted)));
        api.MapGet("/errors", (ApiCall call, Guid? organisation, Guid? after, int? limit) => call.RunAsync(
            Operation.SeePeople,
            (SyncErrorReader errors, string _) => errors.ListAsync(new() { OrganisationId = organisation }, after, Bound(limit), call.Aborted)));
        MapDeadLetters(api.MapGroup("/dead-letters"));
    }

    static void MapDeadLetters(RouteGroupBuilder letters)
    {
        letters.MapGet("/", (ApiCall call, string? status, long? before, int? limit) => call.RunAsync(
            Operation.SeePeople,
            (DeadLetterReader reader, string _) => reader.ListAsync(
                new() { Statuses = [status ?? "waiting"], BeforeId = before }, Bound(limit), call.Aborted)));
        letters.MapGet("/{id:long}", (ApiCall call, long id) => call.RunAsync(
            Operation.SeePeople, (DeadLetterReader reader, string _) => reader.FindAsync(id, call.Aborted)));
        letters.MapPost("/replay", (ApiCall call, LettersRequest request) => call.RunAsync(
            Operation.ReplayLetters,
            async (ReplayRunner replays, string actor) => new StartedRun(
                await replays.StartAsync(new(request.Filter(), actor, request.Reason, request.Limit, request.RatePerSecond), call.Aborted))));
        letters.MapPost("/discard", (ApiCall call, LettersRequest request) => call.RunAsync(
            Operation.DiscardLetters,
            (Discard discard, string actor) => discard.RunAsync(request.Filter(), actor, request.ReasonGiven(), request.Limit, call.Aborted)));
        letters.MapGet("/runs", (ApiCall call, int? limit) => call.RunAsync(
            Operation.See, (DeadLetterRuns runs, string _) => runs.ListAsync(false, Bound(limit), call.Aborted)));
        letters.MapGet("/runs/{id:int}", (ApiCall call, int id) => call.RunAsync(
            Operation.See, (DeadLetterRuns runs, string _) => runs.FindAsync(id, call.Aborted)));
        letters.MapPost("/runs/{id:int}/stop", (ApiCall call, int id) => call.RunAsync(
            Operation.StopRun, (DeadLetterRuns runs, string actor) => runs.StopAsync(id, actor, call.Aborted)));
    }

    static int Bound(int? limit) => Math.Clamp(limit ?? MostListed, 1, MostListed);

    /// <summary>A replay that goes on when its request is answered.</summary>
    /// <param name="Run">The number of its run, to be watched and stopped by.</param>
    sealed record StartedRun(int Run);
}
