using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.ProvisioningWorker.SyncErrors;

/// <summary>How long sync errors are kept. Section <c>SyncErrors</c>.</summary>
sealed class SyncErrorsOptions
{
    /// <summary>
    /// How long a sync error is kept after it was resolved; an open one is kept for as long as it is open. Default 90 days, at least 30:
    /// Entra keeps its own provisioning logs for 30, and whoever compares the two finds both.
    /// </summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "3650.00:00:00")]
    public TimeSpan History { get; set; } = TimeSpan.FromDays(90);
}

[OptionsValidator]
sealed partial class SyncErrorsOptionsValidator : IValidateOptions<SyncErrorsOptions>;
