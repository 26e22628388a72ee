namespace Blink.Pipeline.Dev.Checking;

/// <summary>What is still under way, or lies where it should not.</summary>
/// <param name="Counts">How many of each thing that must be zero at rest, by its name.</param>
/// <param name="Letters">The dead letters.</param>
sealed record FoundLeftovers(IReadOnlyDictionary<string, long> Counts, IReadOnlyList<FoundLetter> Letters);
