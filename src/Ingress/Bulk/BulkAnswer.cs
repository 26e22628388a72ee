using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Ingress.Users;
using Blink.Pipeline.Scim.Bulk;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Ingress.Bulk;

/// <summary>Shows what became of an operation, as a request of its own would have been answered.</summary>
static class BulkAnswer
{
    public static BulkResult Of(HttpRequest request, BulkStep step, UserWriteResult result)
    {
        // A POST that failed has no location; a path that was refused or found nobody still has its own (RFC 7644 §3.7.3).
        var id = result.User?.Id.ToString() ?? step.Id;
        var location = id is null ? null : UserAnswer.Location(request.BaseUri(), id);
        if (result.User is { } user)
        {
            var status = StatusOf(step.Operation.Method!.Value);
            return new BulkResult(step.Operation, status, location, status == StatusCodes.Status204NoContent ? null : EntityTag.Of(user.Version));
        }
        // A fault of ours in one operation is its own: the others are committed, and the client has to learn of them.
        var error = (result.Error ?? UserErrors.NotFound) as ScimException
            ?? ScimException.InternalError("The operation failed by a fault of this server. It is recorded, and worth sending again later.");
        return new BulkResult(step.Operation, error.Error.Status, location, null, error.Error);
    }

    static int StatusOf(BulkMethod method) => method switch
    {
        BulkMethod.Post => StatusCodes.Status201Created,
        BulkMethod.Delete => StatusCodes.Status204NoContent,
        _ => StatusCodes.Status200OK,
    };
}
