using Blink.Pipeline.Ops.SyncProgress;

namespace Blink.Pipeline.Ops.Organisations;

/// <summary>Everything about one organisation.</summary>
/// <param name="Overview">What a listing shows.</param>
/// <param name="Cycle">When its directory pushes changes.</param>
/// <param name="Progress">How far its users are on their way to accounts.</param>
/// <param name="OpenErrorsByReason">Its open sync errors and warnings, by reason.</param>
/// <param name="Requests">How it was answered in the last 24 hours.</param>
/// <param name="Tokens">Its tokens, newest first.</param>
/// <param name="Alerts">What is wrong with its synchronisation itself.</param>
public sealed record OrganisationDetails(
    OrganisationOverview Overview,
    SyncCycle Cycle,
    SyncEstimate Progress,
    IReadOnlyDictionary<string, long> OpenErrorsByReason,
    RequestTotals Requests,
    IReadOnlyList<ScimToken> Tokens,
    IReadOnlyList<SyncAlert> Alerts);

/// <summary>How an organisation's requests were answered.</summary>
/// <param name="Events">Changes that were answered, and reads that failed.</param>
/// <param name="ClientErrors">Of them answered 4xx: the organisation's to mend.</param>
/// <param name="ServerErrors">Of them answered 5xx: ours.</param>
public sealed record RequestTotals(long Events, long ClientErrors, long ServerErrors);
