namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>What an alert rests on, as it was when it was opened: times and counts that stay true however late they are read.</summary>
/// <param name="LastCallAt">When Entra last called; null: the alert is about something else, as below.</param>
/// <param name="TokenLabel">What the token was issued for.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="Counts">How the 24 hours before were answered.</param>
sealed record AlertFacts(DateTimeOffset? LastCallAt, string? TokenLabel, DateTimeOffset? ExpiresAt, AnswerCounts? Counts)
{
    public static AlertFacts Of(SyncAlert alert, SyncFacts facts) => alert.Kind switch
    {
        AlertKind.Silent => new(facts.LastCallAt, null, null, null),
        AlertKind.TokenExpires => new(null, facts.Token?.Label, facts.Token?.ExpiresAt, null),
        _ => new(null, null, null, facts.Counts),
    };
}
