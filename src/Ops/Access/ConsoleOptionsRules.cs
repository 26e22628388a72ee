using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.Access;

/// <summary>What holds between the settings of the console.</summary>
sealed class ConsoleOptionsRules(Listener listener, IHostEnvironment environment) : IValidateOptions<ConsoleOptions>
{
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    IEnumerable<string> Problems(ConsoleOptions options)
    {
        if (options.OneTimeLinks && !listener.IsLoopback && !environment.IsDevelopment())
            yield return $"Console:OneTimeLinks is true and the console listens on {listener.Addresses}: links that sign in are for a listener on 127.0.0.1 or the environment Development; set it to false, or listen there.";
        var provider = options.OpenIdConnect;
        if (!provider.IsSet)
            yield break;
        if (!Uri.TryCreate(provider.Authority, UriKind.Absolute, out var authority) || !(authority.Scheme == Uri.UriSchemeHttps || authority is { Scheme: "http", IsLoopback: true }))
            yield return $"Console:OpenIdConnect:Authority is '{provider.Authority}': give the provider's issuer, an https address.";
        if (string.IsNullOrEmpty(provider.ClientId))
            yield return "Console:OpenIdConnect:ClientId is not set: give the id of the console's registration at the provider.";
        if (string.IsNullOrEmpty(provider.ClientSecret))
            yield return "Console:OpenIdConnect:ClientSecret is not set: give the secret of the console's registration at the provider.";
        if (new[] { provider.ViewerRole, provider.SupportRole, provider.OperatorRole }.Distinct().Count() < 3)
            yield return "Console:OpenIdConnect:ViewerRole, :SupportRole and :OperatorRole are not three different values: give one for each role.";
    }
}
