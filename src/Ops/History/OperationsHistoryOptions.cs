using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.History;

/// <summary>How long the operations are remembered; <c>ops serve</c> forgets. Section <c>History</c>.</summary>
sealed class OperationsHistoryOptions
{
    /// <summary>
    /// How long a dead letter is kept after it was replayed or discarded, and the run that did it. Default 90 days, at least 30. One that
    /// waits is kept for as long as it waits.
    /// </summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "3650.00:00:00")]
    public TimeSpan DeadLetters { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long it is kept who invited whom. Default 90 days, at least 30.</summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "3650.00:00:00")]
    public TimeSpan Invites { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the audit is kept. Default 730 days, at least 365: its readers come once a year.</summary>
    [Range(typeof(TimeSpan), "365.00:00:00", "36500.00:00:00")]
    public TimeSpan Audit { get; set; } = TimeSpan.FromDays(730);
}

[OptionsValidator]
sealed partial class OperationsHistoryOptionsValidator : IValidateOptions<OperationsHistoryOptions>;
