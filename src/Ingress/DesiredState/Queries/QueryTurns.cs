using System.Globalization;
using System.Threading.RateLimiting;
using Blink.Pipeline.Scim.Errors;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>
/// Lets an organisation run some costly queries at a time, so that it does not take all connections to PostgreSQL: others have their
/// lookups and changes to make.
/// </summary>
sealed class QueryTurns(IOptions<QueryOptions> options) : IDisposable
{
    readonly PartitionedRateLimiter<Guid> limiter = PartitionedRateLimiter.Create<Guid, Guid>(organisation => RateLimitPartition.GetConcurrencyLimiter(
        organisation, _ => new ConcurrencyLimiterOptions { PermitLimit = options.Value.MaxConcurrent, QueueLimit = options.Value.MaxWaiting }));

    /// <summary>Waits for a turn, which lasts until it is disposed of.</summary>
    /// <exception cref="ScimException">429: too many of the organisation's queries wait already.</exception>
    public async Task<IDisposable> TakeAsync(Guid organisationId, CancellationToken cancellationToken)
    {
        var lease = await limiter.AcquireAsync(organisationId, permitCount: 1, cancellationToken);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw ScimException.TooManyRequests(string.Create(CultureInfo.InvariantCulture,
            $"This organisation has {options.Value.MaxConcurrent} queries running that read every user, and {options.Value.MaxWaiting} waiting. "
            + $"Send one after the other, or ask by what has an index: {IndexedLookups.Names}."));
    }

    public void Dispose() => limiter.Dispose();
}
