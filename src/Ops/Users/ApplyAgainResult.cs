namespace Blink.Pipeline.Ops.Users;

/// <summary>What was asked for by "apply again" and "try again".</summary>
/// <param name="Matched">How many users were meant.</param>
/// <param name="Queued">How many commands were queued; fewer: it was stopped, or users were forgotten meanwhile.</param>
sealed record ApplyAgainResult(int Matched, int Queued);
