namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>How many letters a replay would do the same with.</summary>
/// <param name="Verdict">What it would do.</param>
/// <param name="Count">With how many.</param>
sealed record VerdictCount(ReplayVerdict Verdict, long Count);
