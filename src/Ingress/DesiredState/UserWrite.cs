using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.AsyncRequests;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>One item of a group: what one request wants written.</summary>
/// <param name="OrganisationId">The organisation of the request's token.</param>
/// <param name="Id">The user.</param>
/// <param name="Traceparent">The request's trace context, which the message carries on.</param>
abstract record UserWrite(Guid OrganisationId, Guid Id, string? Traceparent)
{
    /// <summary>The request, to be recorded together with what it writes; null: its client does not ask to be answered asynchronously.</summary>
    public AsyncRequest? AsyncRequest { get; init; }
}

/// <summary>A new user under a new id.</summary>
sealed record UserCreation(Guid OrganisationId, Guid Id, string? Traceparent, JsonObject Document)
    : UserWrite(OrganisationId, Id, Traceparent);

/// <summary>
/// A change of a user that should exist. It is decided from the newest committed state, or the state that earlier items of the
/// group leave behind. The function is pure, and is asked again when the group has to be written again; what it throws is the
/// result of this item alone.
/// </summary>
sealed record UserModification(Guid OrganisationId, Guid Id, string? Traceparent, Func<StoredUser, UserChange> Change)
    : UserWrite(OrganisationId, Id, Traceparent);

/// <summary>What became of one item.</summary>
/// <param name="User">The user as it is now committed; of a deletion, as it was last. Null: there is no such user, or an error.</param>
/// <param name="Error">Why nothing was written, or null.</param>
sealed record UserWriteResult(StoredUser? User, Exception? Error = null);
