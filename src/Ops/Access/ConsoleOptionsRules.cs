using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.Access;

/// <summary>What the settings of the console may be here.</summary>
sealed class ConsoleOptionsRules(Transport transport, Listener listener) : IValidateOptions<ConsoleOptions>
{
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options) => options.OneTimeLinks && !transport.MayBePlain
        ? ValidateOptionsResult.Fail(
            $"Console:OneTimeLinks is true and the console listens on {listener.Addresses}: links that sign in are for a listener on 127.0.0.1 or the environment Development; set it to false, or listen there.")
        : ValidateOptionsResult.Success;
}
