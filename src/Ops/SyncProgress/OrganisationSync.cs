namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>How far one organisation's accounts are behind.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="Users">Its SCIM users, deleted ones included: <c>applied + rejected + pending</c>.</param>
/// <param name="Deleted">How many of them are deleted.</param>
/// <param name="Applied">Whose newest version is applied.</param>
/// <param name="Rejected">Whose newest version was rejected.</param>
/// <param name="RejectedByReason">The same by reason.</param>
/// <param name="Pending">Whose newest version was not decided on yet.</param>
/// <param name="SlowestPendingSeconds">For how long the oldest of them waits; null: none does.</param>
/// <param name="LastChangeAt">When the organisation last changed a user; null: it has none.</param>
/// <param name="Alerts">What is wrong with its synchronisation itself: <c>silent</c>, <c>token_expires</c>, <c>quarantine_near</c>.</param>
public sealed record OrganisationSync(
    Guid OrganisationId,
    string Organisation,
    long Users,
    long Deleted,
    long Applied,
    long Rejected,
    IReadOnlyDictionary<string, long> RejectedByReason,
    long Pending,
    double? SlowestPendingSeconds,
    DateTimeOffset? LastChangeAt,
    IReadOnlyList<string> Alerts);
