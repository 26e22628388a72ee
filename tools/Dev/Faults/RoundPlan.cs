namespace Blink.Pipeline.Dev.Faults;

/// <summary>What a round is to do.</summary>
/// <param name="Number">From 1; <see cref="InitialSync"/> comes before.</param>
/// <param name="Seed">Of everything that the round draws.</param>
/// <param name="Faults">What strikes.</param>
sealed record RoundPlan(int Number, int Seed, IReadOnlyList<Fault> Faults)
{
    /// <summary>The number of the round in which every directory is provisioned for the first time.</summary>
    public const int InitialSync = 0;

    /// <summary>Whether the reconciler has to heal what the broker loses.</summary>
    public bool LosesMessages => Faults.Any(fault => fault.LosesMessages);

    /// <summary>The chance of one part of the round, independent of every other part.</summary>
    public Random Chance(int part) => new(unchecked((Seed * 397) ^ part));
}
