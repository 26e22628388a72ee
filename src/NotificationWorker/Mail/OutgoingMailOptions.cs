using System.ComponentModel.DataAnnotations;
using Blink.Pipeline.Platform;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>When mails of one kind are tried, and tried again.</summary>
public abstract class OutgoingMailOptions
{
    /// <summary>How often to look for mails that are due. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long one attempt may hold a mail before another instance takes it over. An attempt gives itself up at half of it, so that
    /// two never send at the same time. Default 5 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The wait after the first failed attempt; it doubles with each further one. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait between two attempts. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(15);

    internal Backoff Waits => new(RetryDelay, MaxRetryDelay);

    /// <summary>The longest that a mail of this kind ever has to wait, from the moment at which that is decided.</summary>
    internal virtual TimeSpan LongestWait => new[] { Lease, Waits.LongestSpread }.Max();
}
