using System.Text.Json;
using System.Text.Json.Serialization;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What an operator asked for, in words for whoever looks at a run or an audit record later.</summary>
static class RunCriterion
{
    // A file may name 50,000 letters; each has an audit record of its own anyway.
    const int MostIds = 100;

    static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    // What was typed may be somebody's name; that it was typed is enough to know.
    const string Typed = "…";

    /// <summary>The criterion as JSON, without what was not given.</summary>
    public static string ToJson(DeadLetterFilter filter, int? limit = null, int? ratePerSecond = null) => JsonSerializer.Serialize(
        new { Filter = Shown(filter), Ids = filter.Ids?.Count, Limit = limit, RatePerSecond = ratePerSecond },
        JsonOptions);

    /// <summary>How many letters at most a run was asked for; null: all.</summary>
    public static int? Limit(JsonElement criterion) => Number(criterion, "limit");

    /// <summary>How many letters a run was asked for by number; null: by none, or its version did not count them.</summary>
    public static int? Ids(JsonElement criterion) => Number(criterion, "ids");

    // The first version wrote null for what was not given.
    static int? Number(JsonElement criterion, string name) =>
        criterion.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    static DeadLetterFilter Shown(DeadLetterFilter filter) => filter with
    {
        Ids = filter.Ids?.Take(MostIds).ToList(),
        Search = filter.Search is null ? null : Typed,
        Message = filter.Message is null ? null : Typed,
    };
}
