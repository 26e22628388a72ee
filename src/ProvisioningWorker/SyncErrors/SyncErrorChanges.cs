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
    public static SyncErrorChanges Of(IReadOnlyList<DecidedUser> decided, IReadOnlyCollection<OpenSyncError> open, DateTimeOffset now)
    {
        var openByUser = open.ToLookup(error => error.ScimUserId);
        var found = decided.Select(user => (user.Desired, Findings: FindingsOf(user), Open: openByUser[user.Desired.ScimUserId])).ToList();
        return new(
            [.. found.SelectMany(user => user.Findings.Except(user.Open.Select(error => error.Finding))
                .Select(finding => new SyncError(Guid.CreateVersion7(now), user.Desired, finding)))],
            [.. found.SelectMany(user => user.Open.Where(error => !user.Findings.Contains(error.Finding)))]);
    }

    static List<SyncFinding> FindingsOf(DecidedUser user)
    {
        var findings = new List<SyncFinding>();
        if (user.Decision is AccountDecision.Reject reject)
            findings.Add(new("error", Names.Of(reject.Reason), reject.Value));
        if (!user.Desired.Deleted && user.Desired.UnrecognisedPhones is { Count: > 0 } phones)
            findings.Add(new("warning", "phone_not_recognised", string.Join(", ", phones)));
        return findings;
    }
}
