using System.Globalization;
using System.Threading.RateLimiting;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Scim.Errors;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.RateLimiting;

/// <summary>
/// A token bucket for each organisation, so that one that sends without measure does not take the others' place. The framework
/// drops the bucket of an organisation that has been quiet for ten seconds, when it is full again anyway.
/// </summary>
static class OrganisationRateLimit
{
    /// <summary>The policy of the endpoint that takes bulk jobs: some of an organisation at a time, before they are read.</summary>
    public const string BulkJobs = "bulk-jobs";

    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly Organisation Nobody = new(Guid.Empty);

    /// <summary>Registers the limit, which <c>UseRateLimiter</c> applies.</summary>
    public static void AddOrganisationRateLimit(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RateLimitOptions, RateLimitOptionsValidator>().BindConfiguration("RateLimit");
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>, IOptions<IngressOptions>>((limiter, options, ingress) =>
        {
            limiter.GlobalLimiter = Create(options.Value);
            limiter.AddPolicy(BulkJobs, context => RateLimitPartition.GetConcurrencyLimiter(
                context.Features.Get<Organisation>() ?? Nobody, _ => Turns(ingress.Value)));
            limiter.OnRejected = (rejected, _) => throw Refuse(rejected, options.Value, ingress.Value);
        });
    }

    /// <summary>The limiter. A request without organisation, to what is readable without a token, is not limited.</summary>
    public static PartitionedRateLimiter<HttpContext> Create(RateLimitOptions options) =>
        PartitionedRateLimiter.Create<HttpContext, Organisation>(context =>
            options.Enabled && context.Features.Get<Organisation>() is { } organisation
                ? RateLimitPartition.GetTokenBucketLimiter(organisation, _ => Bucket(options))
                : RateLimitPartition.GetNoLimiter(Nobody));

    static TokenBucketRateLimiterOptions Bucket(RateLimitOptions options) => new()
    {
        TokenLimit = options.Burst,
        TokensPerPeriod = options.RequestsPerSecond,
        ReplenishmentPeriod = Second,
    };

    static ConcurrencyLimiterOptions Turns(IngressOptions options) => new()
    {
        PermitLimit = options.MaxBulkJobsOfOrganisation,
        QueueLimit = options.MaxWaitingBulkJobs,
    };

    // Thrown as any other error, which gives it the same form.
    static ScimException Refuse(OnRejectedContext rejected, RateLimitOptions options, IngressOptions ingress)
    {
        var isTooFast = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known);
        var wait = known > Second ? known : Second;
        rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        IngressMetrics.Limited.Add(1);
        return ScimException.TooManyRequests(isTooFast
            ? $"This organisation sends more than {options.RequestsPerSecond} requests a second, or more than {options.Burst} at once. "
                + "Nothing was changed; send this request again after the seconds in Retry-After."
            : $"This organisation has {ingress.MaxBulkJobsOfOrganisation} bulk jobs running and {ingress.MaxWaitingBulkJobs} waiting. "
                + "Nothing was changed; send one job after the other.");
    }
}
