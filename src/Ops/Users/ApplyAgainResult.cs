using Blink.Pipeline.Ops.Cli;

namespace Blink.Pipeline.Ops.Users;

/// <summary>What was asked for by "apply again" and "try again".</summary>
/// <param name="Matched">How many users were meant.</param>
/// <param name="Queued">How many commands were queued; users that were forgotten meanwhile have none.</param>
/// <param name="Left">Users that were left: it was stopped, or the worker's relay did not publish what was queued before.</param>
sealed record ApplyAgainResult(int Matched, int Queued, int Left = 0)
{
    /// <summary>In words.</summary>
    public string Sentence => Left == 0
        ? $"{Words.Of(Queued, "user")} of {Words.Count(Matched)} queued to be decided on anew."
        : $"{Words.Of(Queued, "user")} of {Words.Count(Matched)} queued to be decided on anew; {Words.Count(Left)} are left, because it was stopped "
            + "or the worker did not publish those before within a minute. Try again when it does.";
}
