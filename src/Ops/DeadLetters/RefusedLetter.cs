namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>A letter that no message can be made of; it waits on, to be looked at and discarded.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Problem">Why.</param>
public sealed record RefusedLetter(long Id, string Problem);
