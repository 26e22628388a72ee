using System.CommandLine;
using System.Globalization;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>
/// What a shell may complete, in the form of System.CommandLine's directive <c>[suggest:POSITION] LINE</c>. The library itself offers it
/// to programs that are named after their file, which this one is not.
/// </summary>
static class Completions
{
    const string Directive = "[suggest";

    public static bool IsAsked(string[] arguments) =>
        arguments is [var first, ..] && first.StartsWith(Directive, StringComparison.Ordinal) && first.EndsWith(']');

    /// <summary>Lists what may stand at the position of the line.</summary>
    /// <param name="command">The whole command line.</param>
    /// <param name="arguments">The directive, and the line as typed so far, the program's name included.</param>
    /// <returns>The words.</returns>
    public static IEnumerable<string> For(Command command, string[] arguments)
    {
        var line = arguments.ElementAtOrDefault(1) ?? "";
        var position = int.TryParse(arguments[0][Directive.Length..^1].TrimStart(':'), CultureInfo.InvariantCulture, out var given)
            ? Math.Clamp(given, 0, line.Length)
            : line.Length;
        // What is behind the cursor does not count, nor the program's name.
        var before = line[..position].TrimStart();
        var typed = before.IndexOf(' ', StringComparison.Ordinal) is var end and >= 0 ? before[(end + 1)..] : "";
        var word = typed[(typed.LastIndexOf(' ') + 1)..];
        return command.Parse(typed).GetCompletions(typed.Length).Select(item => item.InsertText ?? item.Label)
            .Where(suggestion => suggestion.StartsWith(word, StringComparison.Ordinal))
            .Distinct();
    }
}
