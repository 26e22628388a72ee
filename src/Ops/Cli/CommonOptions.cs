using System.CommandLine;
using System.CommandLine.Parsing;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>Options and arguments that several commands have.</summary>
static class CommonOptions
{
    public const int WatchSeconds = 2;

    public static Option<int?> Watch() => new("--watch")
    {
        Description = $"Keep showing, anew every so many seconds ({WatchSeconds} if none are given), until Ctrl-C.",
        HelpName = "SECONDS",
        Arity = ArgumentArity.ZeroOrOne,
        Validators = { Between(1, int.MaxValue) },
    };

    public static Option<int> Limit(int most) => new("--limit")
    {
        Description = "How many at most.",
        HelpName = "N",
        DefaultValueFactory = _ => most,
        Validators = { Between(1, int.MaxValue) },
    };

    public static Option<int> ExpiresInDays() => new("--expires-in-days")
    {
        Description = "For how long it is accepted.",
        HelpName = "N",
        DefaultValueFactory = _ => 365,
        Validators = { Between(1, 3650) },
    };

    public static Argument<string> Organisation() => new("ORGANISATION") { Description = "Its name or id." };

    public static Argument<string?> OrganisationIfAny() => new("ORGANISATION")
    {
        Description = "Its name or id; without it, all.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Refuses a number that is outside its bounds, or is none.</summary>
    public static Action<OptionResult> Between(int least, int most) => result =>
    {
        if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, out var number) && number >= least && number <= most))
            result.AddError($"{result.Option.Name} takes a whole number from {least}{(most < int.MaxValue ? $" to {most}" : "")}, not '{text}'.");
    };
}
