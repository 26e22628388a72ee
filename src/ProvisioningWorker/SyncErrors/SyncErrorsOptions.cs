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

    /// <summary>How often to delete what is older. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan PurgeEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most sync errors deleted in one transaction. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int PurgeBatchSize { get; set; } = 5_000;
}

[OptionsValidator]
sealed partial class SyncErrorsOptionsValidator : IValidateOptions<SyncErrorsOptions>;
