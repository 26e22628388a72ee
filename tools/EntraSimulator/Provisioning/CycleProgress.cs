namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>Where a cycle stands, or, at its end, what it did.</summary>
public sealed record CycleProgress
{
    /// <summary>The cycle's name: initial, incremental or retry.</summary>
    public required string Cycle { get; init; }

    /// <summary>Users that the cycle has to do with.</summary>
    public long Users { get; init; }

    /// <summary>Users of whom every request was answered with 2xx.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Tries that ended in escrow, references included.</summary>
    public long Failed { get; init; }

    /// <summary>Requests sent, whatever became of them.</summary>
    public long Requests { get; init; }

    /// <summary>Writes (POST, PATCH, DELETE) answered with 2xx.</summary>
    public long Writes { get; init; }

    public long Created { get; init; }

    /// <summary>Found at the target by the matching attribute instead of created.</summary>
    public long Matched { get; init; }

    public long Updated { get; init; }

    public long Unchanged { get; init; }

    public long Disabled { get; init; }

    public long Restored { get; init; }

    public long Deleted { get; init; }

    /// <summary>Out of scope and not known at the target: nothing to send.</summary>
    public long Skipped { get; init; }

    /// <summary>Manager references set in the second pass.</summary>
    public long ManagersSet { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>Half of the requests were answered within this.</summary>
    public TimeSpan LatencyP50 { get; init; }

    /// <summary>99 of 100 requests were answered within this.</summary>
    public TimeSpan LatencyP99 { get; init; }
}
