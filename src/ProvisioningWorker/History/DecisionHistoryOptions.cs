using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.ProvisioningWorker.History;

/// <summary>How long the worker remembers what it decided. Section <c>History</c>.</summary>
sealed class DecisionHistoryOptions
{
    /// <summary>How long it is kept when each version of a user was decided on, and how. Default 30 days. The last decision is kept for ever.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Versions { get; set; } = TimeSpan.FromDays(30);
}

[OptionsValidator]
sealed partial class DecisionHistoryOptionsValidator : IValidateOptions<DecisionHistoryOptions>;
