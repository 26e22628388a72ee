using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>Where RabbitMQ is. Section <c>RabbitMq</c>.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>The AMQP address with user, password and virtual host: <c>amqp://user:password@host:5672/vhost</c>. Required.</summary>
    [Required]
    public Uri? Uri { get; set; }
}

[OptionsValidator]
sealed partial class RabbitMqOptionsValidator : IValidateOptions<RabbitMqOptions>;
