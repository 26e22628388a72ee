namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What a replay would do with one letter at this moment.</summary>
/// <param name="Id">The letter.</param>
/// <param name="Verdict">In a word.</param>
/// <param name="Sentence">And in a sentence.</param>
sealed record ReplayForecast(long Id, ReplayVerdict Verdict, string Sentence);
