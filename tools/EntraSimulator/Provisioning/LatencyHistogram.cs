namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>Counts of latencies in buckets that grow by a tenth each, from 0.1 ms to over a minute; safe for many writers.</summary>
sealed class LatencyHistogram
{
    const double Smallest = 0.1;
    const double Growth = 1.1;
    readonly long[] buckets = new long[160];

    public void Add(TimeSpan latency)
    {
        var bucket = latency.TotalMilliseconds <= Smallest ? 0 : (int)Math.Ceiling(Math.Log(latency.TotalMilliseconds / Smallest, Growth));
        Interlocked.Increment(ref buckets[Math.Min(bucket, buckets.Length - 1)]);
    }

    /// <summary>The upper bound of the bucket that holds the given share of the latencies; zero when there are none.</summary>
    public TimeSpan Percentile(double share)
    {
        var counts = buckets.Select((_, index) => Interlocked.Read(ref buckets[index])).ToArray();
        var (total, seen) = (counts.Sum(), 0L);
        if (total == 0) return TimeSpan.Zero;
        for (var index = 0; index < counts.Length; index++)
        {
            seen += counts[index];
            if (seen >= share * total) return TimeSpan.FromMilliseconds(Smallest * Math.Pow(Growth, index));
        }

        return TimeSpan.FromMilliseconds(Smallest * Math.Pow(Growth, counts.Length - 1));
    }
}
