using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.SyncErrors;

/// <summary>How sync errors are found that no event told of. Section <c>SyncErrorSweep</c>.</summary>
public sealed class SyncErrorSweepOptions
{
    /// <summary>How often all sync errors are compared with what is known. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
sealed partial class SyncErrorSweepOptionsValidator : IValidateOptions<SyncErrorSweepOptions>;
