using Blink.Pipeline.Ingress.Outcomes;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>An asynchronous request as it was recorded, and what became of it.</summary>
/// <param name="Key">Its txn and organisation.</param>
/// <param name="ScimUserId">The user that it changed.</param>
/// <param name="Version">The version to which it brought the user, or found it at.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="BaseUri">The base URI that the client used.</param>
/// <param name="ExternalId">The user's externalId after the change, or null.</param>
/// <param name="EventId">The id of the event that completes it.</param>
/// <param name="Outcome">The decision about that version, or a later one; null: pending. Once there it never changes.</param>
sealed record RecordedRequest(
    AsyncRequestKey Key,
    Guid ScimUserId,
    long Version,
    string Method,
    string BaseUri,
    string? ExternalId,
    Guid EventId,
    UserOutcome? Outcome);
