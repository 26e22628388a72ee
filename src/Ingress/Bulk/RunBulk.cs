using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Scim.Bulk;
using Blink.Pipeline.Scim.Errors;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Bulk;

/// <summary><c>POST /Bulk</c> (RFC 7644 §3.7): 200 with the outcome of each operation; those that succeeded are committed together.</summary>
static class RunBulk
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, Organisation organisation, DesiredStateStore store, IOptions<IngressOptions> options, ILogger<BulkSteps> logger)
    {
        var body = await context.Request.ReadJsonAsync(options.Value, context.RequestAborted, ("maxPayloadSize", options.Value.MaxBulkPayloadSize));
        var request = BulkRequest.Parse(body, options.Value.MaxBulkOperations);
        var steps = BulkSteps.Of(request, organisation.Id, store, options.Value.PatchLimits);
        var results = await store.WriteAsync(new UserJob([.. steps.Select(step => step.Item)], request.FailOnErrors), context.RequestAborted);
        foreach (var (step, result) in steps.Zip(results))
            Record(step.Operation, result, logger);
        // Carried out in the order of the steps, answered in the order of the request.
        var answers = steps.Zip(results).OrderBy(pair => pair.First.Index).Select(pair => BulkAnswer.Of(context.Request, pair.First, pair.Second));
        return new ScimResult(StatusCodes.Status200OK, new BulkResponse([.. answers]).ToJson());
    }

    static void Record(BulkOperation operation, UserWriteResult result, ILogger logger)
    {
        if (result.User is not null)
            IngressMetrics.CountAccepted(operation.MethodName!);
        else if (result.Error is not (null or ScimException))
            logger.RequestFailed(result.Error, operation.MethodName!, "/Bulk");
    }
}
