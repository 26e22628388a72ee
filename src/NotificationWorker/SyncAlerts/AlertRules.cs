namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>Says what is wrong with an organisation's synchronisation. Pure.</summary>
static class AlertRules
{
    // Entra's own limits (Microsoft, "Application provisioning in quarantine status"): nothing is evaluated below 5,000 failures; from
    // there on more than 40 % of the events, or more than 40,000, are too many. Its third limit, 60,000 with failures of references, is
    // above these for us: we count every failure alike.
    const long EvaluatedFrom = 5_000;
    const double TooGreatShare = 0.4;
    const long TooMany = 40_000;

    static readonly int[] DaysBefore = [1, 7, 30];

    /// <summary>The alerts that are to be open; those that are open and not among them are over.</summary>
    /// <param name="facts">What is known of the organisation.</param>
    /// <param name="options">From when on something is wrong.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<SyncAlert> Due(SyncFacts facts, SyncWatchOptions options, DateTimeOffset now)
    {
        var due = new List<SyncAlert>();
        if (!facts.IsEnterprise)
            return due;
        if (IsSilent(facts, options, now))
            due.Add(new(AlertKind.Silent));
        if (facts.Token is { } token && DaysOf(token, now) is { } days)
            due.Add(new(AlertKind.TokenExpires, token.Id, days));
        if (IsNearQuarantine(facts, options))
            due.Add(new(AlertKind.QuarantineNear));
        return due;
    }

    static bool IsSilent(SyncFacts facts, SyncWatchOptions options, DateTimeOffset now)
    {
        var limit = now - options.SilentAfter;
        // Only a call ends a silence. It begins only while somebody was there to be called, with a token that there was time to enter: an
        // ingress that was away is not Entra's silence, nor is what Entra could not know yet.
        var couldCall = facts.IngressSince < limit && facts.Token?.CreatedAt < limit;
        return facts.LastCallAt < limit && facts.Token?.ExpiresAt > now && (couldCall || IsOpen(facts, AlertKind.Silent));
    }

    // What was issued for no longer than that is not told at once that it expires.
    static int? DaysOf(WatchedToken token, DateTimeOffset now)
    {
        foreach (var days in DaysBefore)
        {
            var from = token.ExpiresAt.AddDays(-days);
            if (from <= now && token.CreatedAt < from)
                return days;
        }
        return null;
    }

    static bool IsNearQuarantine(SyncFacts facts, SyncWatchOptions options)
    {
        var nearness = IsOpen(facts, AlertKind.QuarantineNear) ? options.QuarantineNearness / 2 : options.QuarantineNearness;
        var failures = facts.Counts.Failures;
        return failures >= nearness * EvaluatedFrom
            && (failures > nearness * TooGreatShare * facts.Counts.Events || failures > nearness * TooMany);
    }

    static bool IsOpen(SyncFacts facts, AlertKind kind) => facts.Open.Any(alert => alert.Kind == kind);
}
