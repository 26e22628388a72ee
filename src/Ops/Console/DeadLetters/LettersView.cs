using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.DeadLetters;
using Microsoft.AspNetCore.WebUtilities;

namespace Blink.Pipeline.Ops.Console.DeadLetters;

/// <summary>
/// Which dead letters the page shows, and how. Its address says so, that it can be come back to and handed on; apart from the search
/// text, which may be somebody's name.
/// </summary>
public sealed record LettersView
{
    public const string Path = "dead-letters";

    const string Unhandled = "unhandled";
    const string Yes = "yes";

    /// <summary>What <see cref="Status"/> may be.</summary>
    public static IReadOnlyList<string> AllStatuses { get; } = [Unhandled, "waiting", "replaying", "replayed", "discarded", "all"];

    /// <summary>Unhandled: those that still need somebody.</summary>
    public string Status { get; init; } = Unhandled;

    public string? Queue { get; init; }

    /// <summary>Part of the message type.</summary>
    public string? Type { get; init; }

    /// <summary>Part of the exception's type.</summary>
    public string? Exception { get; init; }

    public string? Cause { get; init; }

    public Guid? OrganisationId { get; init; }

    /// <summary>The SCIM user, sync error or invite that they are about.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>A time or an age, as typed: an age is counted from each refresh.</summary>
    public string? Since { get; init; }

    /// <summary>The same for the end.</summary>
    public string? Until { get; init; }

    /// <summary>Only those that failed again after a replay.</summary>
    public bool FailedAgain { get; init; }

    /// <summary>Only those of this group.</summary>
    public DeadLetterGroupKey? Group { get; init; }

    /// <summary>Summed up by this; null: one by one.</summary>
    public DeadLetterGrouping? By { get; init; }

    /// <summary>The page begins behind this letter; null: with the newest.</summary>
    public long? Before { get; init; }

    /// <summary>Never in an address.</summary>
    public string? Search { get; init; }

    /// <summary>Whether more is narrowed than the first row of fields shows.</summary>
    public bool IsNarrowedFurther => (Type ?? Exception ?? Cause ?? Since ?? Until) is not null || SubjectId is not null || FailedAgain;

    /// <summary>Reads an address; what it does not understand is as if it was not there.</summary>
    /// <param name="address">The whole address.</param>
    /// <param name="search">The search text, which the browser keeps beside it.</param>
    public static LettersView From(string address, string? search)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        string? Text(string name) => query.TryGetValue(name, out var values) && !string.IsNullOrWhiteSpace(values[0]) ? values[0]!.Trim() : null;
        Guid? Id(string name) => Guid.TryParse(Text(name), out var id) ? id : null;
        DeadLetterGrouping? Grouping(string name) => Enum.TryParse<DeadLetterGrouping>(Text(name), ignoreCase: true, out var by) && Enum.IsDefined(by) ? by : null;
        return new()
        {
            Status = AllStatuses.FirstOrDefault(status => status == Text("status")) ?? Unhandled,
            Queue = Text("queue"),
            Type = Text("type"),
            Exception = Text("exception"),
            Cause = Text("cause"),
            OrganisationId = Id("organisation"),
            SubjectId = Id("subject"),
            Since = Text("since"),
            Until = Text("until"),
            FailedAgain = Text("failed-again") == Yes,
            Group = Grouping("group") is { } group && Text("key") is { } key ? new(group, key) : null,
            By = Grouping("by"),
            Before = long.TryParse(Text("before"), out var before) ? before : null,
            Search = string.IsNullOrWhiteSpace(search) ? null : search,
        };
    }

    /// <summary>Where this is to be seen.</summary>
    public string ToAddress() => QueryHelpers.AddQueryString(Path, new Dictionary<string, string?>
    {
        ["status"] = Status == Unhandled ? null : Status,
        ["queue"] = Queue,
        ["type"] = Type,
        ["exception"] = Exception,
        ["cause"] = Cause,
        ["organisation"] = OrganisationId?.ToString(),
        ["subject"] = SubjectId?.ToString(),
        ["since"] = Since,
        ["until"] = Until,
        ["failed-again"] = FailedAgain ? Yes : null,
        ["group"] = Group?.By.ToString().ToLowerInvariant(),
        ["key"] = Group?.Key,
        ["by"] = By?.ToString().ToLowerInvariant(),
        ["before"] = Before?.ToString(),
    });

    /// <summary>The letters that fit, on whichever page of the list.</summary>
    public DeadLetterFilter ToFilter(DateTimeOffset now) => new()
    {
        Statuses = DeadLetterCommands.Statuses(Status),
        Queue = Queue,
        Type = Type,
        Exception = Exception,
        Cause = Cause,
        OrganisationId = OrganisationId,
        SubjectId = SubjectId,
        Since = Since is null ? null : TimeOptions.Parse(Since, now),
        Until = Until is null ? null : TimeOptions.Parse(Until, now),
        ReplaysAtLeast = FailedAgain ? 1 : null,
        Group = Group,
        Search = Search,
    };
}
