using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.Sweeping;

/// <summary>How sync errors and invites are found that no message told of. Section <c>Sweep</c>.</summary>
public sealed class SweepOptions
{
    /// <summary>How often all sync errors, and the invites of the last day, are compared with what is known. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
sealed partial class SweepOptionsValidator : IValidateOptions<SweepOptions>;
