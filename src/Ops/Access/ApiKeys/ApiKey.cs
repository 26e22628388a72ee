namespace Blink.Pipeline.Ops.Access.ApiKeys;

/// <summary>A machine's key as operators see it; the key itself is kept nowhere.</summary>
/// <param name="Id">The key.</param>
/// <param name="Name">Which machine it is for; the audit names it so.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">When it was issued.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
/// <param name="RevokedAt">Since when it is revoked; null: it is not.</param>
/// <param name="LastUsedAt">When it was last seen, to the minute; null: never.</param>
/// <param name="State"><c>active</c>, <c>expired</c> or <c>revoked</c>.</param>
sealed record ApiKey(
    Guid Id,
    string Name,
    Role Role,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    string State);
