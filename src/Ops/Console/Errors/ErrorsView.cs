using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ops.Console.Parts;
using Blink.Pipeline.Ops.SyncProgress;

namespace Blink.Pipeline.Ops.Console.Errors;

/// <summary>What the page of sync errors shows, as its fields have it: empty is any.</summary>
sealed class ErrorsView
{
    public const string Open = "open";
    public const string Resolved = "resolved";

    public static IReadOnlyList<string> States { get; } = [Open, Resolved, ""];

    public static IReadOnlyList<string> Severities { get; } = ["", "error", "warning"];

    public static IReadOnlyList<string> Reasons { get; } = ["", .. ReasonText.Reasons];

    public string State { get; set; } = Open;

    public string Severity { get; set; } = "";

    public string Reason { get; set; } = "";

    public string Organisation { get; set; } = "";

    public string? Text { get; set; }

    /// <summary>Raised on this day or later, in UTC.</summary>
    public string? From { get; set; }

    /// <summary>Raised on this day or before, in UTC.</summary>
    public string? To { get; set; }

    public SyncErrorFilter Filter => new()
    {
        Open = State switch { Open => true, Resolved => false, _ => null },
        Severity = Severity.Length == 0 ? null : Severity,
        Reasons = Reason.Length == 0 ? null : [Reason],
        OrganisationId = Guid.TryParse(Organisation, out var id) ? id : null,
        Text = string.IsNullOrWhiteSpace(Text) ? null : Text.Trim(),
        Since = Day.Begin(From),
        Until = Day.End(To),
    };
}
