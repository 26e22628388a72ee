using System.Text.Json;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>A replay or a discard: who wanted what and why, how far it is, and what came of it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind"><c>replay</c> or <c>discard</c>.</param>
/// <param name="State">
/// <c>running</c>; <c>stopping</c>: somebody wants it to end; <c>died</c>: its process is gone, and the next replay takes up what it left;
/// <c>completed</c>, <c>stopped</c> or <c>failed</c>.
/// </param>
/// <param name="Actor">Who started it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Criterion">What was asked for.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="EndedAt">When it ended, or was found dead; null: neither yet.</param>
/// <param name="Matched">How many letters waited and fitted when it started.</param>
/// <param name="Done">How many it has replayed or discarded.</param>
/// <param name="TakenOver">How many a run that died had left to it.</param>
/// <param name="RatePerSecond">How many a second it may do; null: as fast as it goes.</param>
/// <param name="DonePerSecond">How many a second it has done on average.</param>
/// <param name="Problem">Why it ended before its end.</param>
/// <param name="Refused">Letters that no message can be made of.</param>
/// <param name="StopRequestedBy">Who wants, or wanted, it to end.</param>
/// <param name="StopRequestedAt">Since when.</param>
public sealed record DeadLetterRun(
    int Id,
    string Kind,
    string State,
    string Actor,
    string? Reason,
    JsonElement Criterion,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    int Matched,
    int Done,
    int TakenOver,
    int? RatePerSecond,
    double DonePerSecond,
    string? Problem,
    IReadOnlyList<RefusedLetter> Refused,
    string? StopRequestedBy,
    DateTimeOffset? StopRequestedAt)
{
    /// <summary>How many letters it set out to do.</summary>
    public int Total => TotalOf(Matched, TakenOver, RunCriterion.Limit(Criterion));

    /// <summary>How many letters a run sets out to do.</summary>
    /// <param name="matched">How many waited and fitted.</param>
    /// <param name="takenOver">How many a run that died had left to it; they count towards no limit.</param>
    /// <param name="limit">How many of those that fitted it takes at most; null: all.</param>
    internal static int TotalOf(int matched, int takenOver, int? limit) => takenOver + Math.Min(matched, limit ?? int.MaxValue);
}
