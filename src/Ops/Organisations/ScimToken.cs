namespace Blink.Pipeline.Ops.Organisations;

/// <summary>A SCIM token as operators see it; the token itself is kept nowhere.</summary>
/// <param name="Id">The token.</param>
/// <param name="OrganisationId">Whose it is.</param>
/// <param name="Organisation">That organisation's name.</param>
/// <param name="Label">What it was issued for.</param>
/// <param name="CreatedAt">When it was issued.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
/// <param name="RevokedAt">Since when it is revoked; null: it is not.</param>
/// <param name="LastUsedAt">When it was last seen, to the minute or so; null: never.</param>
/// <param name="State"><c>active</c>, <c>expired</c> or <c>revoked</c>.</param>
public sealed record ScimToken(
    Guid Id,
    Guid OrganisationId,
    string Organisation,
    string Label,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    string State);
