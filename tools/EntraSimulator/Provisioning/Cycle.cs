using System.Collections.Concurrent;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>One cycle: purged users, then users, then references, each pass side by side. What fails goes into escrow; nothing stops the rest.</summary>
sealed class Cycle(CycleCounters counters, EscrowList escrows, int concurrency, TimeProvider timeProvider)
{
    static readonly TimeSpan ReportGap = TimeSpan.FromMilliseconds(50);
    long reported = timeProvider.GetTimestamp();

    public required UserSteps Users { get; init; }

    public required ManagerStep Managers { get; init; }

    public required ConcurrentDictionary<Guid, UserLink> Links { get; init; }

    public IProgress<CycleProgress>? Progress { get; init; }

    /// <summary>Purged users go first: their login names are free for others only then.</summary>
    public Task DeleteAsync(IReadOnlyCollection<Guid> purged, CancellationToken cancellationToken)
    {
        counters.AddUsers(purged.Count);
        return ForEachAsync(purged, objectId => objectId, async (objectId, token) =>
        {
            if (Links.TryGetValue(objectId, out var link)) Acknowledge(objectId, await Users.DeleteAsync(objectId, link, token));
        }, cancellationToken);
    }

    public Task ProvisionAsync(IReadOnlyCollection<DirectoryUser> users, bool matchAgain, CancellationToken cancellationToken)
    {
        counters.AddUsers(users.Count);
        return ForEachAsync(
            users,
            user => user.ObjectId,
            async (user, token) => Acknowledge(user.ObjectId, await Users.ProvisionAsync(user, matchAgain, token)),
            cancellationToken);
    }

    public Task SetManagersAsync(IReadOnlyCollection<DirectoryUser> users, bool askAgain, CancellationToken cancellationToken) =>
        ForEachAsync(users, user => user.ObjectId, async (user, token) =>
        {
            if (await Managers.SetAsync(user, askAgain, token) is StepOutcome.ManagerSet) counters.Done(StepOutcome.ManagerSet);
        }, cancellationToken);

    public CycleProgress Report()
    {
        var snapshot = counters.Snapshot();
        Progress?.Report(snapshot);
        return snapshot;
    }

    void Acknowledge(Guid objectId, StepOutcome outcome)
    {
        escrows.Release(objectId);
        counters.Done(outcome);
        counters.Acknowledge();
    }

    Task ForEachAsync<T>(
        IReadOnlyCollection<T> items, Func<T, Guid> idOf, Func<T, CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        var sideBySide = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(items, sideBySide, async (item, token) =>
        {
            try
            {
                await step(item, token);
            }
            catch (ScimFailureException failure)
            {
                escrows.Put(idOf(item), failure);
                counters.Fail();
            }

            ReportNowAndThen();
        });
    }

    void ReportNowAndThen()
    {
        var last = Interlocked.Read(ref reported);
        if (Progress is null || timeProvider.GetElapsedTime(last) < ReportGap) return;
        if (Interlocked.CompareExchange(ref reported, timeProvider.GetTimestamp(), last) == last) Report();
    }
}
