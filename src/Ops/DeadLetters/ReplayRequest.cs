namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What an operator wants replayed.</summary>
/// <param name="Filter">Which letters; only those that wait are taken, whatever its statuses.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="Reason">Why; null: no word.</param>
/// <param name="Limit">How many at most, the oldest first; null: all.</param>
/// <param name="RatePerSecond">How many a second at most; null: as fast as it goes.</param>
sealed record ReplayRequest(DeadLetterFilter Filter, string Actor, string? Reason = null, int? Limit = null, int? RatePerSecond = null);
