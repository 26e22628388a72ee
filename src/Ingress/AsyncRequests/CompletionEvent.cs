using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Outcomes;
using Blink.Pipeline.Ingress.Users;
using Blink.Pipeline.Scim.Events;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>What is to be read where <c>Location</c> of a 202 leads: the completion event, and until then that there is none yet.</summary>
static class CompletionEvent
{
    const string PendingUrn = "urn:ietf:params:scim:api:messages:blink:2.0:PendingRequest";

    /// <summary>Where a client of that base URI finds it.</summary>
    public static string Location(string baseUri, string txn) => $"{baseUri}/Async/{txn}";

    /// <summary>The event. It is made of what was recorded, and so the same whenever it is read.</summary>
    public static JsonObject Of(RecordedRequest request, UserOutcome outcome) => new AsyncResponseEvent(
        request.EventId.ToString("N"),
        request.BaseUri,
        outcome.DecidedAt,
        $"urn:uuid:{request.Key.OrganisationId}",
        request.Key.Txn,
        new EventSubject($"{UserResourceType.Definition.Endpoint}/{request.ScimUserId}", request.ExternalId),
        new AsyncResponse(
            request.Method,
            UserAnswer.Location(request.BaseUri, request.ScimUserId),
            request.Method == HttpMethods.Delete ? null : EntityTag.Of(outcome.Version),
            StatusOf(request.Method),
            outcome.Error?.Error)).ToJson();

    /// <summary>What stands there while nothing is decided.</summary>
    public static JsonObject Pending(RecordedRequest request) => new()
    {
        ["schemas"] = new JsonArray(PendingUrn),
        ["txn"] = request.Key.Txn,
        ["state"] = ProvisioningSchema.Pending,
        ["method"] = request.Method,
        ["location"] = UserAnswer.Location(request.BaseUri, request.ScimUserId),
        ["version"] = EntityTag.Of(request.Version),
    };

    static int StatusOf(string method) => method switch
    {
        "POST" => StatusCodes.Status201Created,
        "DELETE" => StatusCodes.Status204NoContent,
        _ => StatusCodes.Status200OK,
    };
}
