using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>Where RabbitMQ is. Section <c>RabbitMq</c>.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>The AMQP address with user, password and virtual host: <c>amqp://user:password@host:5672/vhost</c>. Required.</summary>
    [Required]
    public Uri? Uri { get; set; }

    /// <summary>
    /// How long a consumer may receive nothing though the broker answers, before its process ends (exit status 75) to be started again.
    /// Default 1 minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestStandstill { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
sealed partial class RabbitMqOptionsValidator : IValidateOptions<RabbitMqOptions>;
