using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.Access;

/// <summary>Who may enter the console, and for how long. Section <c>Console</c>.</summary>
public sealed class ConsoleOptions
{
    /// <summary>How long a person stays signed in, whatever they do meanwhile. Default 8 hours, from 5 minutes to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>
    /// Whether a link of <c>ops sign-in-link</c> signs in as support and operator, once. For development: it is refused unless the process
    /// listens on loopback addresses only, or its environment is Development. Default false.
    /// </summary>
    public bool OneTimeLinks { get; set; }

    /// <summary>The provider that knows the people; without an authority nobody signs in by it.</summary>
    [ValidateObjectMembers]
    public OpenIdConnectSettings OpenIdConnect { get; set; } = new();
}

/// <summary>An OpenID Connect provider. Section <c>Console:OpenIdConnect</c>.</summary>
public sealed class OpenIdConnectSettings
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
    [Required]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The claim of the ID token that names the person in the audit; the subject's id if it is absent. Default <c>preferred_username</c>.</summary>
    [Required]
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The value of the role claim that makes a viewer. Default <c>viewer</c>.</summary>
    [Required]
    public string ViewerRole { get; set; } = "viewer";

    /// <summary>The value of the role claim that makes a supporter. Default <c>support</c>.</summary>
    [Required]
    public string SupportRole { get; set; } = "support";

    /// <summary>The value of the role claim that makes an operator. Default <c>operator</c>.</summary>
    [Required]
    public string OperatorRole { get; set; } = "operator";

    internal bool IsSet => !string.IsNullOrEmpty(Authority);

    /// <summary>The roles that the values of the claim mean; what is not known means nothing.</summary>
    internal HashSet<Role> RolesOf(IEnumerable<string> values) =>
        [.. values.SelectMany<string, Role>(value =>
            value == ViewerRole ? [Role.Viewer] : value == SupportRole ? [Role.Support] : value == OperatorRole ? [Role.Operator] : [])];
}

[OptionsValidator]
sealed partial class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>;
