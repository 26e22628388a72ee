namespace Blink.Pipeline.Ingress.Authentication;

/// <summary>A SCIM token as Ops recorded it, with what its organisation may do.</summary>
/// <param name="Id">The token's id; what the last use is recorded under.</param>
/// <param name="OrganisationId">The organisation that every request with this token acts for.</param>
/// <param name="Tier">The organisation's tier; only <see cref="EnterpriseTier"/> has SCIM.</param>
/// <param name="ExpiresAt">From then on the token is refused.</param>
/// <param name="Revoked">Whether an operator has revoked it.</param>
sealed record AuthenticatedToken(Guid Id, Guid OrganisationId, string Tier, DateTimeOffset ExpiresAt, bool Revoked)
{
    public const string EnterpriseTier = "enterprise";
}
