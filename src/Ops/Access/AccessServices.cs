using Blink.Pipeline.Ops.Access.ApiKeys;
using Blink.Pipeline.Ops.Access.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.Access;

/// <summary>Who may come in: sessions for people, keys for machines, and nobody by default.</summary>
static class AccessServices
{
    /// <summary>The policy of the API: a machine with a key.</summary>
    public const string Machines = "machines";

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Listener>();
        services.AddOptionsWithValidateOnStart<ConsoleOptions, ConsoleOptionsValidator>().BindConfiguration("Console");
        services.AddSingleton<IValidateOptions<ConsoleOptions>, ConsoleOptionsRules>();
        services.AddOptionsWithValidateOnStart<ProviderOptions>().BindConfiguration("Console:OpenIdConnect");
        services.AddSingleton<IValidateOptions<ProviderOptions>, ProviderOptionsRules>();
        services.AddSingleton<Gate>();
        services.AddSingleton<Session>();
        services.AddSingleton<EndedSessions>();
        services.AddAuthentications(builder.Configuration);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(Somebody(CookieAuthenticationDefaults.AuthenticationScheme))
            .SetDefaultPolicy(Somebody(CookieAuthenticationDefaults.AuthenticationScheme))
            .AddPolicy(Machines, Somebody(ApiKeyAuthentication.SchemeName));
        services.AddCookies();
        services.AddDataProtection().SetApplicationName("Blink.Pipeline.Ops");
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((keys, ring) => keys.XmlRepository = ring);
        services.AddSingleton<KeyRing>();
    }

    static void AddAuthentications(this IServiceCollection services, ConfigurationManager configuration)
    {
        var authentication = services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        // Without a provider its handler would stop every request, for want of a client id.
        if (string.IsNullOrEmpty(configuration["Console:OpenIdConnect:Authority"]))
            return;
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, ProviderSignIn>();
        authentication.AddOpenIdConnect();
    }

    static void AddCookies(this IServiceCollection services)
    {
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<Transport, IOptions<ConsoleOptions>>((cookies, transport, console) =>
            {
                cookies.Cookie.Name = transport.CookieName("session");
                cookies.Cookie.SecurePolicy = transport.Cookies;
                cookies.Cookie.HttpOnly = true;
                // Strict would lose it on the way back from the provider.
                cookies.Cookie.SameSite = SameSiteMode.Lax;
                cookies.SlidingExpiration = false;
                cookies.ExpireTimeSpan = console.Value.SessionLifetime;
                cookies.LoginPath = SignInPaths.Page;
                cookies.AccessDeniedPath = SignInPaths.Page;
                cookies.Events.OnRedirectToLogin = SendToSignIn;
                cookies.Events.OnRedirectToAccessDenied = SendToSignIn;
            });
        services.AddOptions<AntiforgeryOptions>().Configure<Transport>((antiforgery, transport) =>
        {
            antiforgery.Cookie.Name = transport.CookieName("forms");
            antiforgery.Cookie.SecurePolicy = transport.Cookies;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.AddSingleton<Transport>();
    }

    static AuthorizationPolicy Somebody(string scheme) => new AuthorizationPolicyBuilder(scheme)
        .RequireAuthenticatedUser()
        .RequireAssertion(context => context.Resource is not HttpContext http || MayCome(Caller.From(context.User), http.RequestServices))
        .Build();

    static bool MayCome(Caller caller, IServiceProvider services) =>
        caller.IsSomebody(services.GetRequiredService<TimeProvider>().GetUtcNow()) && !services.GetRequiredService<EndedSessions>().Has(caller);

    // Where somebody wanted to go is not kept: an address of ours may stand in another's log by then.
    static Task SendToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (IsPage(context.Request))
            context.Response.Redirect(SignInPaths.Page);
        else
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/_blazor") && !request.Path.StartsWithSegments("/api");
}
