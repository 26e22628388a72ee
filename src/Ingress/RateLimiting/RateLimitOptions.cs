using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.RateLimiting;

/// <summary>How many requests one organisation may send to one instance. Section <c>RateLimit</c>.</summary>
sealed class RateLimitOptions : IValidatableObject
{
    /// <summary>Whether there is a limit. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The requests of one organisation that are served each second, with all its tokens together. Default 100; never below the 25
    /// that Entra demands of a gallery application.
    /// </summary>
    [Range(25, 100_000)]
    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>
    /// The requests that an organisation that was quiet may send at once, and not fewer than <see cref="RequestsPerSecond"/>.
    /// Default 200.
    /// </summary>
    [Range(25, 1_000_000)]
    public int Burst { get; set; } = 200;

    // A bucket that holds less than a second's requests would let fewer through than promised.
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Burst >= RequestsPerSecond
        ? []
        : [new ValidationResult("RateLimit:Burst must not be below RateLimit:RequestsPerSecond.", [nameof(Burst)])];
}

[OptionsValidator]
sealed partial class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>;
