using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Authentication;

/// <summary>How tokens are checked. Section <c>Authentication</c>.</summary>
sealed class AuthenticationOptions
{
    /// <summary>
    /// How long what is known about a token is trusted before PostgreSQL is asked again. Default 2 seconds: a revoked token must be
    /// refused within 5 seconds by every instance, and the rest of that is left for the asking.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:04")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most tokens remembered at once; above it the oldest are asked for again. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxTokens { get; set; } = 10_000;

    /// <summary>
    /// How often the last uses of tokens, and how requests were answered, are written. Default 30 seconds; also when the process
    /// stops. At most 2 minutes: with them goes the sign that an ingress is there, which the watch over the synchronisations misses after five.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan TokenUseInterval { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
sealed partial class AuthenticationOptionsValidator : IValidateOptions<AuthenticationOptions>;
