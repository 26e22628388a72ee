namespace Blink.Pipeline.Ops.Access.SignIn;

/// <summary>A link that signs in once.</summary>
/// <param name="Url">What to open; the only time that it is shown.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
sealed record SignInLink(Uri Url, DateTimeOffset ExpiresAt);
