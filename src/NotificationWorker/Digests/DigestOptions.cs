using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>When digests go out, and what they hold. Section <c>Digest</c>.</summary>
public sealed class DigestOptions
{
    /// <summary>How long after the first thing to tell its digest goes out, with all that came meanwhile. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two mails to one organisation. Default 30 minutes; zero: only the window counts.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan MinimumInterval { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often to look for digests that are due. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long one attempt may hold a digest before another instance takes it over. An attempt gives itself up at half of it, so that
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

    /// <summary>The most people that the mail itself names; the attached CSV file names all. Default 50.</summary>
    [Range(0, 1_000)]
    public int MaxInline { get; set; } = 50;

    /// <summary>The address of the console, linked from the mail; null: no link.</summary>
    public Uri? ConsoleUrl { get; set; }
}

[OptionsValidator]
sealed partial class DigestOptionsValidator : IValidateOptions<DigestOptions>;
