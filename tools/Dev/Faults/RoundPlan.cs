namespace Blink.Pipeline.Dev.Faults;

/// <summary>What a round is to do.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Seed">Of everything that the round draws.</param>
/// <param name="Faults">What strikes.</param>
sealed record RoundPlan(int Number, int Seed, IReadOnlyList<Fault> Faults)
{
    /// <summary>Whether the reconciler has to heal what the broker loses.</summary>
    public bool LosesMessages => Faults.Any(fault => fault.LosesMessages);

    /// <summary>The chance of one part of the round, independent of every other part.</summary>
    public Random Chance(int part) => new(unchecked((Seed * 397) ^ part));
}
