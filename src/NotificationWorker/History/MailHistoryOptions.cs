using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.History;

/// <summary>How long the notification worker remembers. Section <c>History</c>.</summary>
sealed class MailHistoryOptions
{
    /// <summary>
    /// How long a mail's record is kept after it was sent or given up, and an alert's after it was over. Default 90 days, at least 30. The
    /// record of a digest is kept as long as one of the errors that it told of.
    /// </summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "3650.00:00:00")]
    public TimeSpan Mails { get; set; } = TimeSpan.FromDays(90);
}

[OptionsValidator]
sealed partial class MailHistoryOptionsValidator : IValidateOptions<MailHistoryOptions>;
