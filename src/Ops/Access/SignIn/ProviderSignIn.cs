using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Blink.Pipeline.Ops.Access.SignIn;

/// <summary>Signs people in by an OpenID Connect provider: authorization code with PKCE, and of its token only a name and our roles.</summary>
sealed class ProviderSignIn(IOptions<ProviderOptions> settings, Transport transport) : IConfigureNamedOptions<OpenIdConnectOptions>
{
    public void Configure(OpenIdConnectOptions options) => Configure(OpenIdConnectDefaults.AuthenticationScheme, options);

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        var provider = settings.Value;
        options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.Authority = provider.Authority;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        // Only a provider on this machine, as in tests, may speak http; the settings are checked for that.
        options.RequireHttpsMetadata = provider.Authority?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ?? true;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.CallbackPath = SignInPaths.Callback;
        // The tokens are read once; the cookie carries neither them nor the claims of a person.
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.UseTokenLifetime = false;
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("profile");
        // The way back is a GET, which brings Lax cookies along.
        (options.NonceCookie.SameSite, options.NonceCookie.SecurePolicy) = (SameSiteMode.Lax, transport.Cookies);
        (options.CorrelationCookie.SameSite, options.CorrelationCookie.SecurePolicy) = (SameSiteMode.Lax, transport.Cookies);
        options.Events.OnTokenValidated = context => LetInAsync(context, provider);
        options.Events.OnRemoteFailure = RefuseAsync;
    }

    static async Task LetInAsync(TokenValidatedContext context, ProviderOptions provider)
    {
        var token = context.Principal!;
        var roles = provider.RolesOf(token.FindAll(provider.RoleClaim).Select(claim => claim.Value));
        if (roles.Count == 0)
        {
            context.HandleResponse();
            context.Response.Redirect($"{SignInPaths.Page}?problem={SignInProblem.NoRole}");
            return;
        }
        var session = context.HttpContext.RequestServices.GetRequiredService<Session>();
        var name = token.FindFirstValue(provider.NameClaim) ?? token.FindFirstValue("sub")!;
        context.Principal = await session.BeginAsync(name, roles, "provider", context.HttpContext.RequestAborted);
        var (lifetime, returnTo) = (session.Properties(), context.Properties!.RedirectUri);
        context.Properties = lifetime;
        lifetime.RedirectUri = returnTo;
    }

    static Task RefuseAsync(RemoteFailureContext context)
    {
        // Its kind and the provider's code for it; the provider's words may name whom it refused.
        var failure = $"{context.Failure!.GetType().Name} {context.Failure.Data["error"]}".TrimEnd();
        context.HttpContext.RequestServices.GetRequiredService<ILogger<ProviderSignIn>>().ProviderRefused(failure);
        context.HandleResponse();
        context.Response.Redirect($"{SignInPaths.Page}?problem={SignInProblem.ProviderRefused}");
        return Task.CompletedTask;
    }
}
