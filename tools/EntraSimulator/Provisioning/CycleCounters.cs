namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>Counts of one cycle; many steps write at the same time.</summary>
sealed class CycleCounters(string cycle, TimeProvider timeProvider)
{
    readonly long started = timeProvider.GetTimestamp();
    readonly long[] outcomes = new long[Enum.GetValues<StepOutcome>().Length];
    readonly LatencyHistogram latencies = new();
    long users;
    long acknowledged;
    long failed;
    long requests;
    long writes;

    public void AddUsers(int count) => Interlocked.Add(ref users, count);

    public void Request(TimeSpan latency)
    {
        Interlocked.Increment(ref requests);
        latencies.Add(latency);
    }

    public void Write() => Interlocked.Increment(ref writes);

    public void Done(StepOutcome outcome) => Interlocked.Increment(ref outcomes[(int)outcome]);

    public void Acknowledge() => Interlocked.Increment(ref acknowledged);

    public void Fail() => Interlocked.Increment(ref failed);

    public CycleProgress Snapshot() => new()
    {
        Cycle = cycle,
        Users = Interlocked.Read(ref users),
        Acknowledged = Interlocked.Read(ref acknowledged),
        Failed = Interlocked.Read(ref failed),
        Requests = Interlocked.Read(ref requests),
        Writes = Interlocked.Read(ref writes),
        Created = Count(StepOutcome.Created),
        Matched = Count(StepOutcome.Matched),
        Updated = Count(StepOutcome.Updated),
        Unchanged = Count(StepOutcome.Unchanged),
        Disabled = Count(StepOutcome.Disabled),
        Restored = Count(StepOutcome.Restored),
        Deleted = Count(StepOutcome.Deleted),
        Skipped = Count(StepOutcome.Skipped),
        ManagersSet = Count(StepOutcome.ManagerSet),
        Elapsed = timeProvider.GetElapsedTime(started),
        LatencyP50 = latencies.Percentile(0.5),
        LatencyP99 = latencies.Percentile(0.99),
    };

    long Count(StepOutcome outcome) => Interlocked.Read(ref outcomes[(int)outcome]);
}
