using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Blink.Pipeline.Ops.DeadLetters;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>The options that narrow dead letters down, the same for list, replay and discard.</summary>
sealed class DeadLetterFilterOptions
{
    readonly Option<string?> queue = new("--queue") { Description = "Found in this queue, or failed in it.", HelpName = "NAME" };
    readonly Option<string?> type = new("--type") { Description = "Part of the message type.", HelpName = "TEXT" };
    readonly Option<string?> exception = new("--exception") { Description = "Part of the exception's type.", HelpName = "TEXT" };
    readonly Option<string?> message = new("--message") { Description = "Part of the exception's message.", HelpName = "TEXT" };
    readonly Option<string?> since = Moment("--since", "Failed then or later: a time such as 2026-11-23T22:00Z, or an age such as 90m, 2h, 3d.");
    readonly Option<string?> until = Moment("--until", "Failed before then: a time or an age, as above.");

    Option[] All => [queue, type, exception, message, since, until];

    public Command AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
        return command;
    }

    /// <summary>Whether anything narrows.</summary>
    public bool IsGiven(CommandResult command) => All.Any(option => command.GetResult(option) is not null);

    /// <summary>The filter as typed; the status is not among its options.</summary>
    public DeadLetterFilter Read(CommandContext context)
    {
        var now = context.Use<TimeProvider>().GetUtcNow();
        return new DeadLetterFilter
        {
            Queue = context.Get(queue),
            Type = context.Get(type),
            Exception = context.Get(exception),
            Message = context.Get(message),
            Since = Parse(context.Get(since), now),
            Until = Parse(context.Get(until), now),
        };
    }

    static Option<string?> Moment(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "TIME" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && Parse(text, DateTimeOffset.UnixEpoch.AddYears(100)) is null)
                result.AddError($"{name} takes a time such as 2026-11-23T22:00Z, or an age such as 90m, 2h or 3d, not '{text}'.");
        });
        return option;
    }

    static DateTimeOffset? Parse(string? text, DateTimeOffset now)
    {
        if (text is null)
            return null;
        if (Age(text) is { } age)
            return now - age;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;
    }

    static TimeSpan? Age(string text) => uint.TryParse(text[..^Math.Min(1, text.Length)], out var number) && number < 10_000
        ? text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        }
        : null;
}
