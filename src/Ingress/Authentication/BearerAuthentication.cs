using System.Net.Http.Headers;
using Blink.Pipeline.Scim.Errors;
using Microsoft.Net.Http.Headers;

namespace Blink.Pipeline.Ingress.Authentication;

/// <summary>Lets a request through that brings a valid token of an enterprise organisation (RFC 6750, RFC 7644 §2).</summary>
sealed class BearerAuthentication(RequestDelegate next, TokenCache tokens, TokenUses uses, TimeProvider timeProvider)
{
    // Ours have 43 characters; nothing longer than this can be one.
    const int MaxTokenLength = 512;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<WithoutToken>() is null)
        {
            var token = await AuthenticateAsync(context);
            uses.Add(token.Id, timeProvider.GetUtcNow());
            if (token.Tier != AuthenticatedToken.EnterpriseTier)
                throw ScimException.Forbidden("SCIM provisioning is part of the Enterprise tier, and this organisation has another one. Ask Blink to change the tier.");
            context.Features.Set(new Organisation(token.OrganisationId));
        }
        await next(context);
    }

    async Task<AuthenticatedToken> AuthenticateAsync(HttpContext context)
    {
        if (ReadToken(context.Request) is not { } given)
            throw Refuse(context, "Bearer", "Send the organisation's SCIM token as 'Authorization: Bearer <token>'.");
        var token = await tokens.FindAsync(given, context.RequestAborted);
        if (token is null || token.Revoked)
            throw Refuse(context, InvalidToken, "The SCIM token is unknown or was revoked. Enter a valid token as the Secret Token.");
        if (token.ExpiresAt <= timeProvider.GetUtcNow())
            throw Refuse(context, InvalidToken, "The SCIM token has expired. Ask for a new one and enter it as the Secret Token.");
        return token;
    }

    const string InvalidToken = "Bearer error=\"invalid_token\"";

    static string? ReadToken(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
        && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
        && header.Parameter is { Length: > 0 and <= MaxTokenLength } token
            ? token
            : null;

    static ScimException Refuse(HttpContext context, string challenge, string detail)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = challenge;
        return ScimException.Unauthorized(detail);
    }
}
