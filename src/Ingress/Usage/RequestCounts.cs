using System.Collections.Concurrent;

namespace Blink.Pipeline.Ingress.Usage;

/// <summary>How each organisation's requests were answered, kept until it is written: a request never waits for a write that it does not need.</summary>
sealed class RequestCounts
{
    static readonly TimeSpan BucketLength = TimeSpan.FromMinutes(10);

    readonly ConcurrentDictionary<(Guid OrganisationId, DateTimeOffset Bucket), RequestCount> counts = new();

    /// <summary>Counts a request into the ten minutes that it was answered in.</summary>
    public void Add(Guid organisationId, DateTimeOffset at, RequestCount count) =>
        Add((organisationId, at - TimeSpan.FromTicks(at.UtcTicks % BucketLength.Ticks)), count);

    /// <summary>Gives back what could not be written.</summary>
    public void Add((Guid OrganisationId, DateTimeOffset Bucket) key, RequestCount count) =>
        counts.AddOrUpdate(key, static (_, added) => added, static (_, before, added) => before + added, count);

    /// <summary>Takes what was counted since the last time.</summary>
    public IReadOnlyCollection<KeyValuePair<(Guid OrganisationId, DateTimeOffset Bucket), RequestCount>> TakeAll() =>
        [.. counts.Where(count => counts.TryRemove(count))];
}
