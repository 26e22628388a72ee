namespace Blink.Pipeline.Ops.Access.SignIn;

/// <summary>An OpenID Connect provider. Section <c>Console:OpenIdConnect</c>.</summary>
public sealed class ProviderOptions
{
    /// <summary>
    /// The provider's issuer, an https address such as https://login.microsoftonline.com/TENANT/v2.0; http only on this machine.
    /// Default none: people do not sign in by a provider.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>The id of the console's registration there. Needed with an authority.</summary>
    public string? ClientId { get; set; }

    /// <summary>The secret of that registration. Needed with an authority.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The claim of the ID token whose values say the roles. Default <c>roles</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The claim of the ID token that names the person in the audit; the subject's id if it is absent. Default <c>preferred_username</c>.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The value of the role claim that makes a viewer. Default <c>viewer</c>.</summary>
    public string ViewerRole { get; set; } = "viewer";

    /// <summary>The value of the role claim that makes a supporter. Default <c>support</c>.</summary>
    public string SupportRole { get; set; } = "support";

    /// <summary>The value of the role claim that makes an operator. Default <c>operator</c>.</summary>
    public string OperatorRole { get; set; } = "operator";

    internal bool IsSet => !string.IsNullOrEmpty(Authority);

    /// <summary>The roles that the values of the claim mean; what is not known means nothing.</summary>
    internal HashSet<Role> RolesOf(IEnumerable<string> values) =>
        [.. values.SelectMany<string, Role>(value =>
            value == ViewerRole ? [Role.Viewer] : value == SupportRole ? [Role.Support] : value == OperatorRole ? [Role.Operator] : [])];
}
