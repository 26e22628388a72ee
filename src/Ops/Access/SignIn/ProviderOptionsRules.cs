using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.Access.SignIn;

/// <summary>What holds between the settings of the provider.</summary>
sealed class ProviderOptionsRules : IValidateOptions<ProviderOptions>
{
    public ValidateOptionsResult Validate(string? name, ProviderOptions options)
    {
        var problems = options.IsSet ? Problems(options).ToList() : [];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    static IEnumerable<string> Problems(ProviderOptions provider)
    {
        if (!Uri.TryCreate(provider.Authority, UriKind.Absolute, out var authority) || !IsSafe(authority))
            yield return $"Console:OpenIdConnect:Authority is '{provider.Authority}': give the provider's issuer, an https address.";
        if (string.IsNullOrEmpty(provider.ClientId))
            yield return "Console:OpenIdConnect:ClientId is not set: give the id of the console's registration at the provider.";
        if (string.IsNullOrEmpty(provider.ClientSecret))
            yield return "Console:OpenIdConnect:ClientSecret is not set: give the secret of the console's registration at the provider.";
        if (string.IsNullOrEmpty(provider.RoleClaim) || string.IsNullOrEmpty(provider.NameClaim))
            yield return "Console:OpenIdConnect:RoleClaim or :NameClaim is empty: give the claims that hold the roles and the name, or leave them out.";
        string[] values = [provider.ViewerRole, provider.SupportRole, provider.OperatorRole];
        if (values.Contains("") || values.Distinct().Count() < values.Length)
            yield return "Console:OpenIdConnect:ViewerRole, :SupportRole and :OperatorRole are not three different values: give one for each role.";
    }

    static bool IsSafe(Uri authority) => authority.Scheme == Uri.UriSchemeHttps || authority is { Scheme: "http", IsLoopback: true };
}
