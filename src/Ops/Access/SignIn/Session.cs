using System.Security.Claims;
using Blink.Pipeline.Ops.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.Access.SignIn;

/// <summary>Begins a person's session: a cookie that ends when it was said to end, whatever is done meanwhile.</summary>
sealed class Session(IOptions<ConsoleOptions> options, AuditLog audit, TimeProvider timeProvider)
{
    /// <summary>Whom the cookie will carry, with an audit record of the sign-in.</summary>
    /// <param name="name">As the audit names them.</param>
    /// <param name="roles">What they are.</param>
    /// <param name="how">How they proved who they are, for the audit.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ClaimsPrincipal> BeginAsync(string name, IReadOnlySet<Role> roles, string how, CancellationToken cancellationToken)
    {
        var caller = new Caller(name, roles, timeProvider.GetUtcNow() + options.Value.SessionLifetime, Guid.NewGuid());
        await audit.WriteAsync(name, "session.started", $"person:{name}", new { how, roles = roles.Order().Select(role => role.ToString().ToLowerInvariant()) }, cancellationToken);
        return caller.ToPrincipal(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    /// <summary>How long the cookie is accepted.</summary>
    public AuthenticationProperties Properties()
    {
        var now = timeProvider.GetUtcNow();
        return new() { IssuedUtc = now, ExpiresUtc = now + options.Value.SessionLifetime, AllowRefresh = false };
    }
}
