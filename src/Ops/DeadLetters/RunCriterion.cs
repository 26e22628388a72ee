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

    static DeadLetterFilter Shown(DeadLetterFilter filter) => filter with
    {
        Ids = filter.Ids?.Take(MostIds).ToList(),
        Search = filter.Search is null ? null : Typed,
        Message = filter.Message is null ? null : Typed,
    };
}
