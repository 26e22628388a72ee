using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.History;

/// <summary>How long the ingress remembers. Section <c>History</c>.</summary>
sealed class UserHistoryOptions
{
    /// <summary>
    /// How long a user is kept after it was deleted, for those who look into what happened. Default 90 days, at least 30: as long as Entra
    /// keeps its own logs. One whose account is not disabled yet is kept until it is.
    /// </summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "3650.00:00:00")]
    public TimeSpan DeletedUsers { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long it is kept when each version of a user was acknowledged and published. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Versions { get; set; } = TimeSpan.FromDays(30);
}

[OptionsValidator]
sealed partial class UserHistoryOptionsValidator : IValidateOptions<UserHistoryOptions>;
