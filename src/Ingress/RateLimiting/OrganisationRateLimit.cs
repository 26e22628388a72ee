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
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly Organisation Nobody = new(Guid.Empty);

    /// <summary>Registers the limit, which <c>UseRateLimiter</c> applies.</summary>
    public static void AddOrganisationRateLimit(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RateLimitOptions, RateLimitOptionsValidator>().BindConfiguration("RateLimit");
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>((limiter, options) =>
        {
            limiter.GlobalLimiter = Create(options.Value);
            limiter.OnRejected = (rejected, _) => throw Refuse(rejected, options.Value);
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

    // Thrown as any other error, which gives it the same form.
    static ScimException Refuse(OnRejectedContext rejected, RateLimitOptions options)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) && known > Second ? known : Second;
        rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        IngressMetrics.Limited.Add(1);
        return ScimException.TooManyRequests(
            $"This organisation sends more than {options.RequestsPerSecond} requests a second, or more than {options.Burst} at once. "
            + "Nothing was changed; send this request again after the seconds in Retry-After.");
    }
}
