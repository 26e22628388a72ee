namespace Blink.Pipeline.Platform;

/// <summary>Waits between tries that double each time; spread by a fifth up or down, so that several processes do not try as one.</summary>
/// <param name="First">The wait after the first try.</param>
/// <param name="Longest">What no wait exceeds, the spread apart.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    const double LeastSpread = 0.8;
    const double MostSpread = 1.2;

    /// <summary>What no wait exceeds, the spread included.</summary>
    public TimeSpan LongestSpread => Longest * MostSpread;

    /// <summary>How long to wait before the next try.</summary>
    /// <param name="tries">How many tries there were, the first one included.</param>
    /// <param name="random">Spreads the waits.</param>
    /// <returns>The wait.</returns>
    public TimeSpan WaitAfter(int tries, Random random)
    {
        // Far beyond any longest wait, and far from an overflow.
        var doubled = First * Math.Pow(2, Math.Min(tries - 1, 20));
        return (doubled < Longest ? doubled : Longest) * (LeastSpread + ((MostSpread - LeastSpread) * random.NextDouble()));
    }
}
