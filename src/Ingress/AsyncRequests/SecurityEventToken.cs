using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.Net.Http.Headers;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>
/// A Security Event Token in its own form (RFC 8417 §2.3), unsecured: it goes straight to its receiver over TLS, which says who it is
/// from (RFC 9967 §5).
/// </summary>
sealed class SecurityEventToken(JsonObject claims) : IResult
{
    public const string ContentType = "application/secevent+jwt";

    // What is not said is not added: RFC 8417 §2.2 wants no exp.
    static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    static readonly Dictionary<string, object> Headers = new() { [JwtHeaderParameterNames.Typ] = "secevent+jwt" };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ContentType;
        return httpContext.Response.WriteAsync(Tokens.CreateToken(claims.ToJsonString(), Headers), httpContext.RequestAborted);
    }

    /// <summary>Whether the client asks for this form by its name, and not for JSON rather.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf("secevent+jwt") is > 0 and var wanted && wanted >= Math.Max(QualityOf("scim+json"), QualityOf("json"));

        double QualityOf(string subType) => accepted
            .Where(type => type.MediaType.Equals("application/" + subType, StringComparison.OrdinalIgnoreCase))
            .Select(type => type.Quality ?? HeaderQuality.Match)
            .DefaultIfEmpty(HeaderQuality.NoMatch)
            .Max();
    }
}
