using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>How asynchronous requests are waited for and kept. Section <c>AsyncRequests</c>.</summary>
sealed class AsyncRequestOptions
{
    /// <summary>
    /// The longest that a client can have itself kept waiting by <c>Prefer: wait=n</c>; a larger n means this. Default 20 seconds; zero:
    /// nobody waits.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The most requests that wait at once; further ones are answered 202 without waiting. Default 1,000.</summary>
    [Range(0, 10_000)]
    public int MaxWaiting { get; set; } = 1_000;

    /// <summary>How often decisions are looked for, by one query for all that wait. Default 100 milliseconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>For how long a request can be asked about after it was made; then its txn is forgotten. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);
}

[OptionsValidator]
sealed partial class AsyncRequestOptionsValidator : IValidateOptions<AsyncRequestOptions>;
