using System.CommandLine;
using System.CommandLine.Parsing;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ops.SyncProgress;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>The options that narrow sync errors down, the same for list, export and try-again.</summary>
sealed class SyncErrorFilterOptions
{
    readonly Option<string[]> reason = new("--reason-code") { Description = "Only with this reason; may be given several times." };
    readonly Option<string?> severity = new("--severity") { Description = "Only errors, or only warnings." };
    readonly Option<string?> since = TimeOptions.Create("--since", "Raised then or later");
    readonly Option<string?> until = TimeOptions.Create("--until", "Raised before then");
    readonly Option<string?> search = new("--search") { Description = "Part of the userName, name, employee id or value.", HelpName = "TEXT" };

    public SyncErrorFilterOptions()
    {
        reason.AcceptOnlyFromAmong([.. ReasonText.Reasons]);
        severity.AcceptOnlyFromAmong("error", "warning");
    }

    Option[] All => [reason, severity, since, until, search];

    public Command AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
        return command;
    }

    /// <summary>Whether anything narrows.</summary>
    public bool IsGiven(CommandResult command) => All.Any(option => command.GetResult(option) is { Implicit: false });

    /// <summary>The filter as typed.</summary>
    public SyncErrorFilter Read(CommandContext context, Guid? organisationId, bool? open) => new()
    {
        OrganisationId = organisationId,
        Open = open,
        Severity = context.Get(severity),
        Reasons = context.Get(reason) is { Length: > 0 } reasons ? reasons : null,
        Since = context.Moment(since),
        Until = context.Moment(until),
        Text = context.Get(search),
    };
}
