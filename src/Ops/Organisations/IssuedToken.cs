namespace Blink.Pipeline.Ops.Organisations;

/// <summary>A token that was issued just now.</summary>
/// <param name="Id">What to revoke it by.</param>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="Label">What it is for.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
/// <param name="Token">The secret; this is the only time that it is shown.</param>
sealed record IssuedToken(Guid Id, string Organisation, string Label, DateTimeOffset ExpiresAt, string Token);
