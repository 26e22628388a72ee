namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>What is known of an organisation's synchronisation at one moment.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="IsEnterprise">Whether its tier has SCIM.</param>
/// <param name="LastCallAt">When a token of it was last used; null: never.</param>
/// <param name="IngressSince">Since when an ingress has been there without a break to be called; null: none is there now.</param>
/// <param name="Token">Of the tokens that are accepted, or else of those that are not revoked, the one used last, or else the newest; null: none.</param>
/// <param name="Counts">How the last 24 hours were answered.</param>
/// <param name="Open">The alerts that are open.</param>
sealed record SyncFacts(
    Guid OrganisationId,
    bool IsEnterprise,
    DateTimeOffset? LastCallAt,
    DateTimeOffset? IngressSince,
    WatchedToken? Token,
    AnswerCounts Counts,
    IReadOnlyList<SyncAlert> Open);

/// <summary>The token that an organisation's expiry hangs on.</summary>
/// <param name="Id">The token.</param>
/// <param name="Label">What it was issued for.</param>
/// <param name="CreatedAt">When it was issued.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
sealed record WatchedToken(Guid Id, string Label, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>How requests were answered.</summary>
/// <param name="Events">Changes, and reads that failed: what Entra counts as provisioning events.</param>
/// <param name="ClientErrors">Those answered 4xx.</param>
/// <param name="ServerErrors">Those answered 5xx.</param>
sealed record AnswerCounts(long Events, long ClientErrors, long ServerErrors)
{
    public long Failures => ClientErrors + ServerErrors;
}
