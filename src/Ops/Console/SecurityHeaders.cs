using Blink.Pipeline.Ops.Access;

namespace Blink.Pipeline.Ops.Console;

/// <summary>What every answer says to the browser, and what it refuses to say without encryption.</summary>
static class SecurityHeaders
{
    // Components set sizes and colours by style attributes, and the theme is a style element: no script comes in by either.
    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication application) => application.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        // Static assets say otherwise when they are served.
        headers.CacheControl = "no-store";
        return next(context);
    });

    public static void UseRefusalOfPlainHttp(this WebApplication application)
    {
        if (application.Services.GetRequiredService<Transport>().MayBePlain)
            return;
        application.Use(async (context, next) =>
        {
            if (context.Request.IsHttps || IsForTheInside(context.Request.Path))
            {
                await next(context);
                return;
            }
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync(
                "The console is served over https only. Behind a proxy that ends it, set ASPNETCORE_FORWARDEDHEADERS_ENABLED=true.", context.RequestAborted);
        });
    }

    /// <summary>
    /// Actions of pages go over a web socket, to which a browser lets any page connect; and of a sibling domain, with our cookie.
    /// </summary>
    public static void UseRefusalOfOtherOrigins(this WebApplication application) => application.Use((context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor") || context.Request.Headers.Origin is not [{ } origin] || IsOurs(origin, context.Request.Host))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("The console answers its own pages only.", context.RequestAborted);
    });

    static bool IsOurs(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);

    static bool IsForTheInside(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
}
