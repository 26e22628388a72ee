using System.ComponentModel.DataAnnotations;
using Blink.Pipeline.NotificationWorker.Mail;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>When digests go out, and what they hold. Section <c>Digest</c>.</summary>
public sealed class DigestOptions : OutgoingMailOptions
{
    /// <summary>How long after the first thing to tell its digest goes out, with all that came meanwhile. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two digests to one organisation. Default 30 minutes; zero: only the window counts.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan MinimumInterval { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The most people that the mail itself names; the attached CSV file names all. Default 50.</summary>
    [Range(0, 1_000)]
    public int MaxInline { get; set; } = 50;

    /// <summary>The address of the console, linked from the mail; null: no link.</summary>
    public Uri? ConsoleUrl { get; set; }

    internal override TimeSpan LongestWait => new[] { base.LongestWait, Window, MinimumInterval }.Max();
}

[OptionsValidator]
sealed partial class DigestOptionsValidator : IValidateOptions<DigestOptions>;
