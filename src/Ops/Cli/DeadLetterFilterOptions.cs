using System.CommandLine;
using System.CommandLine.Parsing;
using Blink.Pipeline.Ops.DeadLetters;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>The options that narrow dead letters down, the same for list, replay and discard.</summary>
sealed class DeadLetterFilterOptions
{
    readonly Option<string?> queue = new("--queue") { Description = "Found in this queue, or failed in it.", HelpName = "NAME" };
    readonly Option<string?> type = new("--type") { Description = "Part of the message type.", HelpName = "TEXT" };
    readonly Option<string?> exception = new("--exception") { Description = "Part of the exception's type.", HelpName = "TEXT" };
    readonly Option<string?> message = new("--message") { Description = "Part of the exception's message.", HelpName = "TEXT" };
    readonly Option<string?> since = TimeOptions.Create("--since", "Failed then or later");
    readonly Option<string?> until = TimeOptions.Create("--until", "Failed before then");

    readonly Option<string?> organisation = new("--organisation") { Description = "About this one.", HelpName = "NAME|ID" };
    readonly Option<Guid?> subject = new("--subject") { Description = "About this SCIM user, sync error or invite.", HelpName = "ID" };
    readonly Option<string?> cause = new("--cause") { Description = "fault, skipped, delivery_limit or another word of the broker's, unknown.", HelpName = "WORD" };
    readonly Option<string?> search = new("--search")
    {
        Description = "Part of the message id, type, exception, its message or place, or of the body.",
        HelpName = "TEXT",
    };

    readonly Option<int?> replays = new("--replays")
    {
        Description = "Replayed so often or more: 1 gives those that failed again.",
        HelpName = "N",
        Validators = { CommonOptions.Between(0, int.MaxValue) },
    };

    readonly Option<DeadLetterGroupKey?> inGroup = new("--in-group")
    {
        Description = "Of this group, as 'list --group BY' names it: exception=System.TimeoutException, hour=2026-11-23T22:00Z, …",
        HelpName = "BY=KEY",
        CustomParser = ReadGroup,
    };

    /// <summary>What letters can be summed up by, as it is typed.</summary>
    public static string[] Groupings { get; } = [.. Enum.GetNames<DeadLetterGrouping>().Select(name => name.ToLowerInvariant())];

    Option[] All => [queue, type, exception, message, search, organisation, subject, cause, replays, since, until, inGroup];

    public Command AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
        return command;
    }

    /// <summary>Whether anything narrows.</summary>
    public bool IsGiven(CommandResult command) => All.Any(option => command.GetResult(option) is not null);

    /// <summary>The filter as typed; the status is not among its options.</summary>
    public async Task<DeadLetterFilter> ReadAsync(CommandContext context) => new()
    {
        Queue = context.Get(queue),
        Type = context.Get(type),
        Exception = context.Get(exception),
        Message = context.Get(message),
        Search = context.Get(search),
        OrganisationId = (await context.OrganisationOrNoneAsync(context.Get(organisation)))?.Id,
        SubjectId = context.Get(subject),
        Cause = context.Get(cause),
        ReplaysAtLeast = context.Get(replays),
        Group = context.Get(inGroup),
        Since = context.Moment(since),
        Until = context.Moment(until),
    };

    static DeadLetterGroupKey? ReadGroup(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        var parts = text.Split('=', 2);
        if (parts.Length == 2 && Enum.TryParse<DeadLetterGrouping>(parts[0], ignoreCase: true, out var by) && Enum.IsDefined(by))
            return new DeadLetterGroupKey(by, parts[1]);
        result.AddError($"--in-group takes one of {string.Join(", ", Groupings)}, and behind = the group's name, not '{text}'.");
        return null;
    }
}
