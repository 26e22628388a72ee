namespace Blink.Pipeline.Ops.Console.Parts;

/// <summary>What is asked before something is done.</summary>
/// <param name="Title">What is to be done, as a heading.</param>
/// <param name="Text">What will happen, and whether it can be undone.</param>
/// <param name="Confirm">The word on the button that does it.</param>
/// <param name="NeedsReason">Whether a reason has to be given; the audit keeps it.</param>
/// <param name="IsGrave">Whether it cannot be undone: the button is red, and is not what Enter presses.</param>
public sealed record Question(string Title, string Text, string Confirm, bool NeedsReason = false, bool IsGrave = false);
