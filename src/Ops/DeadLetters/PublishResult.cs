namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What became of letters that were to be published.</summary>
/// <param name="Confirmed">Those that a queue has.</param>
/// <param name="Refused">Those that can never be published.</param>
/// <param name="Problem">What is wrong with the broker; null: nothing. Letters in neither list may be tried again.</param>
sealed record PublishResult(IReadOnlyList<long> Confirmed, IReadOnlyList<RefusedLetter> Refused, string? Problem);
