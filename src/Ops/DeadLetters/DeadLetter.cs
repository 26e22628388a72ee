namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>A dead letter in a listing.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Queue">The queue it was found in.</param>
/// <param name="OriginQueue">The work queue it failed in, where a replay puts it; null: it cannot be told.</param>
/// <param name="MessageType">Such as <c>ApplyUser</c>.</param>
/// <param name="MessageId">The message's own id.</param>
/// <param name="OrganisationId">The organisation it is about.</param>
/// <param name="SubjectId">The SCIM user, sync error or invite it is about.</param>
/// <param name="Cause"><c>fault</c>, <c>skipped</c>, the broker's word such as <c>delivery_limit</c>, or <c>unknown</c>.</param>
/// <param name="ExceptionType">What was thrown.</param>
/// <param name="ExceptionMessage">And what it said.</param>
/// <param name="FailedAt">When it failed.</param>
/// <param name="CollectedAt">When it was found.</param>
/// <param name="ReplayCount">How often this message was replayed, over all its lives.</param>
/// <param name="ReplayOf">The letter that it was before its last replay; null: it was not replayed before.</param>
/// <param name="Status"><c>waiting</c>, <c>replaying</c>, <c>replayed</c> or <c>discarded</c>.</param>
/// <param name="StatusAt">Since when.</param>
/// <param name="RunId">The run that handled it last.</param>
/// <param name="Source"><c>queue</c>, or <c>file</c>: an operator brought it back.</param>
public sealed record DeadLetter(
    long Id,
    string Queue,
    string? OriginQueue,
    string? MessageType,
    string? MessageId,
    Guid? OrganisationId,
    Guid? SubjectId,
    string Cause,
    string? ExceptionType,
    string? ExceptionMessage,
    DateTimeOffset FailedAt,
    DateTimeOffset CollectedAt,
    int ReplayCount,
    long? ReplayOf,
    string Status,
    DateTimeOffset StatusAt,
    int? RunId,
    string Source);
