namespace Blink.Pipeline.Dev.Faults.Processes;

/// <summary>A process ended by itself.</summary>
/// <param name="Instance">Which one.</param>
/// <param name="Status">Its exit status as a shell counts it.</param>
/// <param name="WasReady">
/// Whether it had been ready. One that cannot start, because a server is away, may end: "down at start: stop; down later: keep running".
/// </param>
/// <param name="Log">The end of its log.</param>
sealed record UnexpectedEnd(string Instance, int? Status, bool WasReady, string Log)
{
    /// <summary>Whether it ended because its consumer stood still, to be started again: how it heals a connection that it cannot mend.</summary>
    public bool IsStandstill => Status == 75;
}
