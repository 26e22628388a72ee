using System.Text.Json;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.DeadLetters;

namespace Blink.Pipeline.Ops.Console.DeadLetters;

/// <summary>Says which letters are meant.</summary>
static class FilterWords
{
    const int MostNamed = 5;

    /// <summary>All that narrows, to follow "those that wait".</summary>
    public static string Of(DeadLetterFilter filter, IReadOnlyDictionary<Guid, string> names) => Of(filter, filter.Ids?.Count, names);

    /// <summary>What a run was asked for, as its record keeps it.</summary>
    public static string OfRun(JsonElement criterion, IReadOnlyDictionary<Guid, string> names)
    {
        var filter = criterion.GetProperty("filter").Deserialize<DeadLetterFilter>(JsonSerializerOptions.Web)!;
        var words = Of(filter, RunCriterion.Ids(criterion), names);
        return RunCriterion.Limit(criterion) is { } limit ? $"{words}; at most {Words.Count(limit)}, the oldest first" : words;
    }

    static string Of(DeadLetterFilter filter, int? ids, IReadOnlyDictionary<Guid, string> names) =>
        string.Join(", ", Parts(filter, ids, names).OfType<string>()) is { Length: > 0 } words ? words : "all";

    static IEnumerable<string?> Parts(DeadLetterFilter filter, int? ids, IReadOnlyDictionary<Guid, string> names) =>
    [
        Numbers(filter.Ids, ids),
        filter.Group is { } group ? $"{group.By.ToString().ToLowerInvariant()} {GroupTable.Key(group.By, group.Key, names)}" : null,
        filter.Queue is { } queue ? $"queue {queue}" : null,
        filter.Type is { } type ? $"type with “{type}”" : null,
        filter.Exception is { } exception ? $"exception with “{exception}”" : null,
        filter.Message is { } message ? $"message with “{message}”" : null,
        filter.Search is { } search ? $"text with “{search}”" : null,
        filter.Cause is { } cause ? $"cause {cause}" : null,
        filter.OrganisationId is { } organisation ? $"organisation {names.GetValueOrDefault(organisation, organisation.ToString())}" : null,
        filter.SubjectId is { } subject ? $"about {subject}" : null,
        filter.ReplaysAtLeast is { } replays ? $"replayed {Words.Of(replays, "time")} or more" : null,
        filter.Since is { } since ? $"failed since {Words.Time(since)}" : null,
        filter.Until is { } until ? $"failed before {Words.Time(until)}" : null,
        filter.BeforeId is { } before ? $"collected up to letter {before - 1}" : null,
    ];

    static string? Numbers(IReadOnlyList<long>? numbers, int? count) => (numbers, count) switch
    {
        (null, _) => null,
        ([var one], 1) => $"letter {one}",
        (_, <= MostNamed) => $"letters {string.Join(", ", numbers.Order())}",
        _ => $"{Words.Of(count ?? numbers.Count, "letter")} by number",
    };
}
