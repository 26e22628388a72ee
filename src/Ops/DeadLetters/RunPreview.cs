namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What a replay or a discard would take; nothing is changed.</summary>
/// <param name="Matched">How many letters wait and fit.</param>
/// <param name="Replayable">How many of them failed in a work queue that is known; the others can only be discarded.</param>
/// <param name="Groups">The letters by how they failed.</param>
sealed record RunPreview(long Matched, long Replayable, IReadOnlyList<DeadLetterGroup> Groups);
