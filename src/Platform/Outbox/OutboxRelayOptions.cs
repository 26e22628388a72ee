using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Platform.Outbox;

/// <summary>How an outbox is emptied into RabbitMQ. Section <c>OutboxRelay</c>.</summary>
public sealed class OutboxRelayOptions
{
    /// <summary>The most messages published, and rows held, at once. Default 256: beyond 128 in flight a broker gains nothing.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 256;

    /// <summary>How long one batch may wait for the broker's confirms. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long to wait before looking again when nothing was found and nobody said that there is something. Default 1 second:
    /// rows that another, now dead, instance left behind wait no longer than this.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between tries while the broker or the database is away; the waits double up to it. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the oldest message may wait before health says that the outbox lags behind. Default 1 minute: a healthy outbox is empty
    /// within a second, and a broker that restarts is found again within half a minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LagLimit { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
sealed partial class OutboxRelayOptionsValidator : IValidateOptions<OutboxRelayOptions>;
