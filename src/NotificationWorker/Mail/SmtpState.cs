using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>Whether the SMTP server took our connection when it was last needed. While it does not, mails wait in the database.</summary>
sealed class SmtpState : IHealthCheck
{
    volatile string? trouble;

    /// <summary>Notes how an attempt to connect ended.</summary>
    /// <param name="failure">Why not; null: it connected.</param>
    public void Note(MailFailure? failure) => trouble = failure is null ? null : $"{failure.Kind}, SMTP status {failure.Status?.ToString() ?? "none"}";

    // Degraded: errors and invites are taken in all the same, so the process stays ready.
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(trouble is { } words
            ? HealthCheckResult.Degraded($"The SMTP server could not be used when last needed ({words}); mails wait and are tried again")
            : HealthCheckResult.Healthy());
}
