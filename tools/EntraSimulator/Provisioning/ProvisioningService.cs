using System.Collections.Concurrent;
using System.Net;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>
/// Entra's provisioning job of one organisation: cycles over its directory against one SCIM server. One cycle at a time. The
/// directory must not change during a cycle. Objects that fail stay in <see cref="Escrows"/> and are tried again in the next cycle.
/// </summary>
public sealed class ProvisioningService(
    HttpClient http, OrganisationDirectory directory, ProvisioningOptions options, TimeProvider timeProvider)
{
    readonly ConcurrentDictionary<Guid, UserLink> links = new();
    readonly EscrowList escrows = new();
    readonly RequestPace pace = new(options.RequestsPerSecond, timeProvider);
    long watermark;

    /// <summary>Objects that the target does not have as the directory has them, with the reason.</summary>
    public IReadOnlyList<Escrow> Escrows => escrows.All;

    /// <summary>The target's id of each provisioned object.</summary>
    public IReadOnlyDictionary<Guid, string> ScimIds => links.ToDictionary(link => link.Key, link => link.Value.ScimId);

    /// <summary>Everybody in scope: looked up, created or updated, then the managers. Also what a restart of the job does.</summary>
    /// <exception cref="QuarantineException">The probe says that there is no SCIM server, or that the token is wrong.</exception>
    public async Task<CycleReport> RunInitialCycleAsync(IProgress<CycleProgress>? progress, CancellationToken cancellationToken)
    {
        var cycle = await StartAsync("initial", progress, cancellationToken);
        return await RunAsync(cycle, [.. directory.Users.Where(user => user.IsInScope || links.ContainsKey(user.ObjectId))], matchAgain: true, cancellationToken);
    }

    /// <summary>What changed in the directory since the last cycle, and everything in escrow.</summary>
    /// <exception cref="QuarantineException">The probe says that there is no SCIM server, or that the token is wrong.</exception>
    public async Task<CycleReport> RunIncrementalCycleAsync(IProgress<CycleProgress>? progress, CancellationToken cancellationToken)
    {
        var cycle = await StartAsync("incremental", progress, cancellationToken);
        return await RunAsync(cycle, Changed(), matchAgain: false, cancellationToken);
    }

    /// <summary>
    /// Tries what is in escrow again, with growing waits, until nothing is left or the time is over; Entra would wait for
    /// its next cycles. What is left is in the report.
    /// </summary>
    public async Task<CycleReport> RetryEscrowsAsync(TimeSpan within, IProgress<CycleProgress>? progress, CancellationToken cancellationToken)
    {
        var cycle = NewCycle("retry", progress, out _);
        var started = timeProvider.GetTimestamp();
        for (var wait = options.FirstEscrowWait; escrows.Count > 0 && timeProvider.GetElapsedTime(started) + wait <= within; wait = Longer(wait))
        {
            await Task.Delay(wait, timeProvider, cancellationToken);
            await PassesAsync(cycle, [.. directory.Users.Where(user => escrows.Holds(user.ObjectId))], matchAgain: false, cancellationToken);
        }

        return new CycleReport(cycle.Report(), Escrows);
    }

    TimeSpan Longer(TimeSpan wait) => TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, options.LongestEscrowWait.Ticks));

    IReadOnlyList<DirectoryUser> Changed()
    {
        var changed = directory.ChangedSince(watermark);
        var seen = changed.Select(user => user.ObjectId).ToHashSet();
        return [.. changed, .. directory.Users.Where(user => escrows.Holds(user.ObjectId) && !seen.Contains(user.ObjectId))];
    }

    async Task<CycleReport> RunAsync(Cycle cycle, IReadOnlyList<DirectoryUser> users, bool matchAgain, CancellationToken cancellationToken)
    {
        var upTo = directory.Revision;
        await PassesAsync(cycle, users, matchAgain, cancellationToken);
        watermark = upTo;
        return new CycleReport(cycle.Report(), Escrows);
    }

    async Task PassesAsync(Cycle cycle, IReadOnlyList<DirectoryUser> users, bool matchAgain, CancellationToken cancellationToken)
    {
        await cycle.DeleteAsync(Purged(), cancellationToken);
        await cycle.ProvisionAsync(users, matchAgain, cancellationToken);
        await cycle.SetManagersAsync(users, matchAgain, cancellationToken);
    }

    /// <summary>Also lets go of failed objects that the directory no longer has and the target never had.</summary>
    List<Guid> Purged()
    {
        foreach (var escrow in Escrows.Where(escrow => directory.Find(escrow.ObjectId) is null && !links.ContainsKey(escrow.ObjectId)))
            escrows.Release(escrow.ObjectId);
        return [.. links.Keys.Where(objectId => directory.Find(objectId) is null)];
    }

    async Task<Cycle> StartAsync(string name, IProgress<CycleProgress>? progress, CancellationToken cancellationToken)
    {
        var cycle = NewCycle(name, progress, out var scim);
        var status = await ProbedAsync(scim, cancellationToken);
        return status is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? throw new QuarantineException($"The probe of {options.TenantUrl} was answered with {(int)status} {status}; Entra would quarantine the job.")
            : cycle;
    }

    /// <summary>A server that is down at the probe is down for the objects too; those go into escrow, the cycle itself goes on.</summary>
    static async Task<HttpStatusCode?> ProbedAsync(ScimClient scim, CancellationToken cancellationToken)
    {
        try
        {
            return await scim.ProbeAsync(cancellationToken);
        }
        catch (ScimFailureException)
        {
            return null;
        }
    }

    Cycle NewCycle(string name, IProgress<CycleProgress>? progress, out ScimClient scim)
    {
        var counters = new CycleCounters(name, timeProvider);
        scim = new ScimClient(http, options, pace, timeProvider) { Counters = counters };
        return new Cycle(counters, escrows, options.Concurrency, timeProvider)
        {
            Users = new UserSteps(scim, links, options),
            Managers = new ManagerStep(scim, directory, links, options),
            Links = links,
            Progress = progress,
        };
    }
}
