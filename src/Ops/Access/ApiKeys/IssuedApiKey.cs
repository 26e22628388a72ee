namespace Blink.Pipeline.Ops.Access.ApiKeys;

/// <summary>A key that was issued just now.</summary>
/// <param name="Id">What to revoke it by.</param>
/// <param name="Name">Which machine it is for.</param>
/// <param name="Role">What it may do.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
/// <param name="Key">The secret; this is the only time that it is shown.</param>
sealed record IssuedApiKey(Guid Id, string Name, Role Role, DateTimeOffset ExpiresAt, string Key);
