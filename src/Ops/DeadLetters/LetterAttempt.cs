namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What the headers of a dead letter tell of the tries before it was given up.</summary>
/// <param name="What">
/// <c>tried</c> (by one worker, without giving it back), <c>redelivered</c> (by MassTransit), <c>returned</c> (to the broker),
/// <c>handed out</c> or <c>dead-lettered</c> (by the broker).
/// </param>
/// <param name="Times">How often.</param>
/// <param name="Queue">Where; null: in the queue that it failed in.</param>
/// <param name="Reason">Why: the broker's word.</param>
/// <param name="At">When, the first time; null: the headers do not say.</param>
public sealed record LetterAttempt(string What, long Times, string? Queue = null, string? Reason = null, DateTimeOffset? At = null);
