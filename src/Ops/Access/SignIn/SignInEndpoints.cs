using Blink.Pipeline.Ops.Console.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.Access.SignIn;

/// <summary>The doors: the page that says how to come in, the ways in, and the way out.</summary>
static class SignInEndpoints
{
    static readonly HashSet<Role> RolesOfLink = [Role.Support, Role.Operator];

    public static void MapSignIn(this WebApplication application)
    {
        application.MapGet(SignInPaths.Page, (SignInProblem? problem) => Page(problem)).AllowAnonymous();
        if (application.Services.GetRequiredService<IOptions<ProviderOptions>>().Value.IsSet)
            application.MapGet(SignInPaths.Provider, ToProvider).AllowAnonymous();
        if (application.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value.OneTimeLinks)
            application.MapGet(SignInPaths.Once + "{code}", FollowLinkAsync).AllowAnonymous();
        application.MapPost(SignInPaths.Out, SignOutAsync);
    }

    static RazorComponentResult<SignInPage> Page(SignInProblem? problem) => new(new { Problem = problem });

    static ChallengeHttpResult ToProvider() =>
        TypedResults.Challenge(new() { RedirectUri = "/" }, [OpenIdConnectDefaults.AuthenticationScheme]);

    static async Task<IResult> FollowLinkAsync(string code, SignInLinks links, Session session, HttpContext http)
    {
        if (await links.TakeAsync(code, http.RequestAborted) is not { } name)
            return TypedResults.LocalRedirect($"{SignInPaths.Page}?problem={SignInProblem.LinkIsUsed}");
        var person = await session.BeginAsync(name, RolesOfLink, "link", http.RequestAborted);
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, person, session.Properties());
        return TypedResults.LocalRedirect("/");
    }

    static async Task<IResult> SignOutAsync(IAntiforgery antiforgery, EndedSessions ended, HttpContext http)
    {
        // Not bound from a form, so nobody else checks it: without it another site could sign people out.
        if (!await antiforgery.IsRequestValidAsync(http))
            return TypedResults.BadRequest();
        ended.End(Caller.From(http.User));
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.LocalRedirect($"{SignInPaths.Page}?problem={SignInProblem.SignedOut}");
    }
}
