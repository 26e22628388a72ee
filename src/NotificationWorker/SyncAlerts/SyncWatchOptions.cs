using System.ComponentModel.DataAnnotations;
using Blink.Pipeline.NotificationWorker.Mail;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>When an organisation's synchronisation counts as ill, and when it is told. Section <c>SyncWatch</c>.</summary>
public sealed class SyncWatchOptions : OutgoingMailOptions
{
    /// <summary>Looks every minute by default.</summary>
    public SyncWatchOptions() => PollInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long Entra may be silent. Default 2 hours: three of its cycles, 40 minutes each.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromHours(2);

    /// <summary>
    /// How near to Entra's quarantine limits to tell, as a part of them. Default 0.5: at half of them. It is over at half of that, so that
    /// a count that wavers around the limit is one occurrence.
    /// </summary>
    [Range(0.01, 1.0)]
    public double QuarantineNearness { get; set; } = 0.5;
}

[OptionsValidator]
sealed partial class SyncWatchOptionsValidator : IValidateOptions<SyncWatchOptions>;
