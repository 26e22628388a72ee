using Blink.Pipeline.ProvisioningWorker.ApplyUser;

namespace Blink.Pipeline.ProvisioningWorker.SyncErrors;

/// <summary>
/// Which sync errors a group of decisions raises and resolves. The same finding again is neither; another reason or value resolves the
/// open one and raises its own, so that the organisation reads the newest. Pure.
/// </summary>
/// <param name="Raised">New ones.</param>
/// <param name="Resolved">Open ones that are over.</param>
sealed record SyncErrorChanges(IReadOnlyList<SyncError> Raised, IReadOnlyList<OpenSyncError> Resolved)
{
    const string Warning = "warning";

    public static SyncErrorChanges Of(IReadOnlyList<DecidedUser> decided, IReadOnlyCollection<OpenSyncError> open, DateTimeOffset now)
    {
        var openByUser = open.ToLookup(error => error.ScimUserId);
        var found = decided.Select(user => (user.Desired, Findings: FindingsOf(user, openByUser[user.Desired.ScimUserId]), Open: openByUser[user.Desired.ScimUserId])).ToList();
        return new(
            [.. found.SelectMany(user => user.Findings.Except(user.Open.Select(error => error.Finding))
                .Select(finding => new SyncError(Guid.CreateVersion7(now), user.Desired, finding)))],
            [.. found.SelectMany(user => user.Open.Where(error => !user.Findings.Contains(error.Finding)))]);
    }

    // A warning says that somebody was synchronised in spite of it: who is rejected gets none, and keeps those that were told before.
    static IEnumerable<SyncFinding> FindingsOf(DecidedUser user, IEnumerable<OpenSyncError> open) => user switch
    {
        { Decision: AccountDecision.Reject reject } =>
            open.Select(error => error.Finding).Where(finding => finding.Severity == Warning)
                .Prepend(new("error", Names.Of(reject.Reason), reject.Value)),
        { Desired: { Deleted: false, UnrecognisedPhones: { Count: > 0 } phones } } =>
            [new(Warning, "phone_not_recognised", string.Join(", ", phones))],
        _ => [],
    };
}
