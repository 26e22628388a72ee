namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What became of the letters of a file.</summary>
/// <param name="Letters">How many it has.</param>
/// <param name="DealtWith">How many of them had been replayed or discarded when it was written; nothing is done with those.</param>
/// <param name="New">How many of the others were not in the store, and wait there now.</param>
/// <param name="Waiting">Which of the others wait, new or not: what a replay takes. The rest was dealt with here, or is in a replay's hands.</param>
sealed record LetterFileResult(int Letters, int DealtWith, int New, IReadOnlyList<long> Waiting);
