namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>How long a mail waits after a failed attempt.</summary>
static class RetryWait
{
    /// <summary>By what a wait is multiplied at most.</summary>
    public const double MostSpread = 1.2;

    const double LeastSpread = 0.8;

    /// <summary>
    /// Doubles from <see cref="OutgoingMailOptions.RetryDelay"/> to <see cref="OutgoingMailOptions.MaxRetryDelay"/>, a fifth up or down.
    /// </summary>
    /// <param name="attempts">How many attempts were made, at least 1.</param>
    /// <param name="options">The first and the longest wait.</param>
    /// <param name="random">From 0 to below 1; it keeps mails that failed together from coming back together.</param>
    /// <returns>The wait.</returns>
    public static TimeSpan After(int attempts, OutgoingMailOptions options, double random)
    {
        var doubled = options.RetryDelay.Ticks * Math.Pow(2, Math.Min(attempts - 1, 30));
        var longest = Math.Min(doubled, options.MaxRetryDelay.Ticks);
        return TimeSpan.FromTicks((long)(longest * (LeastSpread + ((MostSpread - LeastSpread) * random))));
    }
}
