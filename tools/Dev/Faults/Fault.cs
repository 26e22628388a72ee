namespace Blink.Pipeline.Dev.Faults;

/// <summary>One way to hurt the pipeline: it strikes, lasts, and heals.</summary>
/// <param name="Name">As <c>--only</c> and the report call it.</param>
/// <param name="Hurts">What is hurt; of two faults that hurt the same thing only one is in a round.</param>
/// <param name="Does">What it does, for people.</param>
/// <param name="Run">Does it, and returns when it has healed.</param>
sealed record Fault(string Name, string Hurts, string Does, Func<Strike, CancellationToken, Task> Run)
{
    /// <summary>Whether messages that the broker has confirmed may be gone afterwards, so that the reconciler has to heal.</summary>
    public bool LosesMessages { get; init; }

    /// <summary>Whether the broker must have several nodes.</summary>
    public bool NeedsCluster { get; init; }

    /// <summary>Whether the clocks of the processes must be movable.</summary>
    public bool NeedsClocks { get; init; }

    /// <summary>Whether a run does it once at the most, since it takes so long.</summary>
    public bool IsLong { get; init; }
}
