namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>One of the lives of a message that was replayed and failed again.</summary>
/// <param name="Id">The dead letter that it was then.</param>
/// <param name="FailedAt">When it failed.</param>
/// <param name="ExceptionType">What was thrown.</param>
/// <param name="Status">What became of the letter.</param>
/// <param name="ReplayCount">How often the message had been replayed, this letter's own replay included.</param>
public sealed record LetterLife(long Id, DateTimeOffset FailedAt, string? ExceptionType, string Status, int ReplayCount);
