using System.Globalization;
using System.Security.Claims;

namespace Blink.Pipeline.Ops.Access;

/// <summary>Who asks: a person who signed in, or a machine with a key.</summary>
/// <param name="Name">As the audit names them.</param>
/// <param name="Roles">What they are; none: nobody that we know.</param>
/// <param name="Until">When the session ends, whatever is done in it.</param>
/// <param name="Session">Which session it is; a machine has none.</param>
sealed record Caller(string Name, IReadOnlySet<Role> Roles, DateTimeOffset Until, Guid Session = default)
{
    // Claims of our own: what a provider sends never becomes one of them.
    const string NameClaim = "blink:name";
    const string RoleClaim = "blink:role";
    const string UntilClaim = "blink:until";
    const string SessionClaim = "blink:session";

    static readonly Caller Nobody = new("nobody", new HashSet<Role>(), DateTimeOffset.MinValue);

    public static Caller From(ClaimsPrincipal user) => user.FindFirstValue(NameClaim) is { } name
        ? new(
            name,
            user.FindAll(RoleClaim).Select(claim => Enum.Parse<Role>(claim.Value)).ToHashSet(),
            DateTimeOffset.Parse(user.FindFirstValue(UntilClaim)!, CultureInfo.InvariantCulture),
            Guid.TryParse(user.FindFirstValue(SessionClaim), out var session) ? session : default)
        : Nobody;

    /// <summary>Makes what the cookie or the request carries.</summary>
    /// <param name="scheme">How they proved who they are.</param>
    public ClaimsPrincipal ToPrincipal(string scheme) => new(new ClaimsIdentity(
        [
            new(NameClaim, Name),
            new(UntilClaim, Until.ToString("O", CultureInfo.InvariantCulture)),
            new(SessionClaim, Session.ToString()),
            .. Roles.Select(role => new Claim(RoleClaim, role.ToString())),
        ],
        scheme,
        NameClaim,
        RoleClaim));

    /// <summary>Whether they may come in at all.</summary>
    public bool IsSomebody(DateTimeOffset now) => Roles.Count > 0 && now < Until;
}
