namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What a replay or a discard would take, and what a replay would do; nothing is changed.</summary>
/// <param name="Matched">How many letters wait and fit.</param>
/// <param name="Replayable">How many of them failed in a work queue that is known; the others can only be discarded.</param>
/// <param name="HalfWay">How many letters a replay that died has left half-way: the next one publishes them first, whatever it is asked for.</param>
/// <param name="Verdicts">With how many of them a replay would do what, the most frequent first.</param>
/// <param name="Letters">The first of them, the oldest first, and what a replay would do with each.</param>
sealed record RunPreview(
    long Matched,
    long Replayable,
    long HalfWay,
    IReadOnlyList<VerdictCount> Verdicts,
    IReadOnlyList<ReplayForecast> Letters)
{
    /// <summary>All letters that wait and fit by how they failed, for whoever wants all of them replayed or discarded; else empty.</summary>
    public IReadOnlyList<DeadLetterGroup> Groups { get; init; } = [];
}
