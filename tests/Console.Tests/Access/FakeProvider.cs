using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Blink.Pipeline.Console.Tests.Access;

/// <summary>An OpenID Connect provider at which one person is signed in: discovery, authorisation with PKCE, tokens and keys.</summary>
sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "console";
    public const string ClientSecret = "a secret";

    readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "one" };
    readonly ConcurrentDictionary<string, (string Challenge, string Nonce)> codes = new();
    readonly WebApplication application;

    FakeProvider(WebApplication application)
    {
        this.application = application;
        application.MapGet("/.well-known/openid-configuration", Discovery);
        application.MapGet("/keys", () => Results.Json(new { keys = new[] { JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)) { KeyId = key.KeyId }) } }));
        application.MapGet("/authorize", Authorise);
        application.MapPost("/token", TokenAsync);
    }

    public string Address => application.Urls.First();

    /// <summary>The person's roles, as the token says them.</summary>
    public string[] Roles { get; set; } = [];

    /// <summary>Signs tokens; another than the published one is somebody else's.</summary>
    public SecurityKey? SigningKey { get; set; }

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new FakeProvider(builder.Build());
        await provider.application.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        key.Rsa.Dispose();
    }

    IResult Discovery() => Results.Json(new
    {
        issuer = Address,
        authorization_endpoint = $"{Address}/authorize",
        token_endpoint = $"{Address}/token",
        jwks_uri = $"{Address}/keys",
    });

    IResult Authorise(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256")
            return Results.BadRequest();
        var code = Guid.NewGuid().ToString("N");
        codes[code] = (query["code_challenge"]!, query["nonce"]!);
        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
    }

    async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (form["client_secret"] != ClientSecret || !codes.TryRemove(form["code"]!, out var code)
            || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))) != code.Challenge)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        }
        return Results.Json(new { access_token = "unused", token_type = "Bearer", expires_in = 300, id_token = IdToken(code.Nonce) });
    }

    string IdToken(string nonce) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Address,
        Audience = ClientId,
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
        SigningCredentials = new(SigningKey ?? key, SecurityAlgorithms.RsaSha256),
        Claims = new Dictionary<string, object>
        {
            ["sub"] = "42",
            ["nonce"] = nonce,
            ["preferred_username"] = "ada@blink.example",
            ["roles"] = Roles,
        },
    });
}
