namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What became of the letters of a file.</summary>
/// <param name="Letters">How many it has.</param>
/// <param name="New">How many were not in the store, and wait there now.</param>
/// <param name="Waiting">Which of all of them wait, new or not: what a replay takes. The others were dealt with, or are in a replay's hands.</param>
sealed record LetterFileResult(int Letters, int New, IReadOnlyList<long> Waiting);
