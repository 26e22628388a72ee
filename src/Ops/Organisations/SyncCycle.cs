namespace Blink.Pipeline.Ops.Organisations;

/// <summary>
/// When an organisation's directory pushes changes, as far as its requests of the last two days tell: a cycle without changes is not seen.
/// </summary>
/// <param name="LastStartedAt">When the last cycle with changes began, to ten minutes; null: none was seen.</param>
/// <param name="LastEvents">How many changes it brought.</param>
/// <param name="Interval">How far cycles lie apart, the median; null: fewer than two were seen.</param>
/// <param name="NextExpectedAt">When the next one may be looked for: one interval, or else Entra's 40 minutes, after the last.</param>
public sealed record SyncCycle(DateTimeOffset? LastStartedAt, long LastEvents, TimeSpan? Interval, DateTimeOffset? NextExpectedAt)
{
    /// <summary>How long a bucket of counts is.</summary>
    public static readonly TimeSpan Bucket = TimeSpan.FromMinutes(10);

    /// <summary>Entra's own interval.</summary>
    public static readonly TimeSpan OfEntra = TimeSpan.FromMinutes(40);

    /// <summary>Finds the cycles in the counts: one begins where there was nothing in the bucket before.</summary>
    /// <param name="buckets">The counts by the time at which each bucket begins, in order; those without events may be left out.</param>
    /// <returns>The cycle.</returns>
    public static SyncCycle Of(IReadOnlyList<(DateTimeOffset At, long Events)> buckets)
    {
        var cycles = new List<(DateTimeOffset Start, DateTimeOffset Last, long Events)>();
        foreach (var (at, events) in buckets.Where(bucket => bucket.Events > 0))
        {
            if (cycles is [.., var open] && at - open.Last <= Bucket)
                cycles[^1] = (open.Start, at, open.Events + events);
            else
                cycles.Add((at, at, events));
        }
        if (cycles is not [.., var last])
            return new(null, 0, null, null);
        List<TimeSpan> gaps = [.. cycles.Skip(1).Zip(cycles, (next, before) => next.Start - before.Start).Order()];
        TimeSpan? interval = gaps.Count == 0 ? null : gaps[gaps.Count / 2];
        return new(last.Start, last.Events, interval, last.Start + (interval ?? OfEntra));
    }
}
