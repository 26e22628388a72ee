using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.Access;

/// <summary>Who may enter the console, and for how long. Section <c>Console</c>.</summary>
public sealed class ConsoleOptions
{
    /// <summary>How long a person stays signed in, whatever they do meanwhile. Default 8 hours, from 5 minutes to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>
    /// Whether a link of <c>ops sign-in-link</c> signs in as support and operator, once. For development: it is refused unless the process
    /// listens on loopback addresses only, or its environment is Development. Default false.
    /// </summary>
    public bool OneTimeLinks { get; set; }
}

[OptionsValidator]
sealed partial class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>;
