using Blink.Pipeline.Contracts;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Ingress.Outcomes;

/// <summary>What the provisioning worker decided about a user.</summary>
/// <param name="Version">The version that it decided on.</param>
/// <param name="Outcome">"applied" or "rejected".</param>
/// <param name="Reason">Why it was rejected, of the worker's closed set; null: it was applied.</param>
/// <param name="DecidedAt">When.</param>
sealed record UserOutcome(long Version, string Outcome, string? Reason, DateTimeOffset DecidedAt)
{
    /// <summary>What is wrong and what to change, for the administrator; null: it was applied.</summary>
    public string? Detail => Reason is null ? null : ReasonText.Of(Reason) is var text ? $"{text.Problem} {text.Remedy}" : null;

    /// <summary>The rejection as an error; null: it was applied.</summary>
    public ScimException? Error => Reason is null ? null : ScimException.Conflict(Reason, Detail!);
}
