namespace Blink.Pipeline.Scim.Schemas;

/// <summary>A way to authenticate, as /ServiceProviderConfig lists it (RFC 7643 §5).</summary>
/// <param name="Type">"oauth", "oauth2", "oauthbearertoken", "httpbasic" or "httpdigest".</param>
/// <param name="Name">The name for people.</param>
/// <param name="Description">The description for people.</param>
/// <param name="SpecUri">The specification, or null.</param>
public sealed record AuthenticationScheme(string Type, string Name, string Description, string? SpecUri = null);
