using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Platform.Purging;

/// <summary>How a program forgets what is older than its history. Section <c>Purge</c>.</summary>
public sealed class PurgeOptions
{
    /// <summary>How often to look for it. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most rows deleted in one transaction. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; set; } = 5_000;
}

[OptionsValidator]
sealed partial class PurgeOptionsValidator : IValidateOptions<PurgeOptions>;
