using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.ProvisioningWorker.Reconciling;

/// <summary>How users that stayed behind are found and sent again. Section <c>Reconciler</c>.</summary>
sealed class ReconcilerOptions
{
    /// <summary>
    /// How often to look; the first look comes <see cref="Overdue"/> after the start. Default 15 seconds. There is no look while
    /// commands that were sent again before still wait in the outbox.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long after its last change a user may stay behind before its command counts as lost, and how long to wait before sending it
    /// once more; that wait doubles each time, up to a day. Default 2 minutes. In a queue that takes longer, commands come twice and
    /// more, five times in the first hour: whoever was applied meanwhile costs a look-up and changes nothing.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan Overdue { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long after its rejection a user is tried again. Default 40 minutes, which is Entra's cycle.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan RetryRejectedAfter { get; set; } = TimeSpan.FromMinutes(40);

    /// <summary>
    /// How often to look at every user instead of those changed since the last look. Default 1 hour; the first look of a process is
    /// at every user as well.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan FullLookEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The most commands that are sent again at once, of those that were lost, are still behind and were rejected each. The next batch
    /// waits until half of that is done, so fresh commands wait for no more than this. Default 1,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; set; } = 1_000;

    /// <summary>How long after a full batch to look whether the next may go. Default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Pace { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
sealed partial class ReconcilerOptionsValidator : IValidateOptions<ReconcilerOptions>;
