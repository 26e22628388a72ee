namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>An alert as its mail shows it; the text and the HTML form say the same.</summary>
/// <param name="Title">What it is about; the subject, too.</param>
/// <param name="OrganisationName">Whom it is for.</param>
/// <param name="Problem">What is wrong, and what follows from it.</param>
/// <param name="Remedy">What to do in Azure AD.</param>
public sealed record AlertView(string Title, string OrganisationName, string Problem, string Remedy)
{
    const int MaxLength = 200;

    internal static AlertView Of(AlertKind kind, AlertFacts facts, DateTimeOffset openedAt, string organisationName)
    {
        var (title, problem, remedy) = kind switch
        {
            AlertKind.Silent => Silent(facts),
            AlertKind.TokenExpires => TokenExpires(facts),
            _ => QuarantineNear(facts.Counts!, openedAt),
        };
        return new(title, SafeText.Line(organisationName, MaxLength), problem, remedy);
    }

    static (string Title, string Problem, string Remedy) Silent(AlertFacts facts) => (
        "Azure AD has stopped synchronising",
        $"Azure AD last called Blink on {Time(facts.LastCallAt)}; it usually does so every 40 minutes. Whoever joined, changed or left since then is not up to date in Blink.",
        "In Azure AD, open Enterprise applications, Blink, Provisioning: see that it is on and not in quarantine, read in the provisioning logs why it stopped, and start it again.");

    static (string Title, string Problem, string Remedy) TokenExpires(AlertFacts facts) => (
        $"The synchronisation token expires on {facts.ExpiresAt?.UtcDateTime:d MMMM yyyy}",
        $"The token “{SafeText.Line(facts.TokenLabel, MaxLength)}” is refused from {Time(facts.ExpiresAt)} on. Azure AD cannot synchronise then, and Blink does not learn who joins, changes or leaves.",
        "Ask Blink for a new token, and enter it in Azure AD before that: Enterprise applications, Blink, Provisioning, Admin Credentials, Secret Token.");

    static (string Title, string Problem, string Remedy) QuarantineNear(AnswerCounts counts, DateTimeOffset openedAt) => (
        "Azure AD may soon put the synchronisation in quarantine",
        $"In the 24 hours before {Time(openedAt)}, {counts.Failures:N0} of {counts.Events:N0} changes failed: {counts.ClientErrors:N0} were refused as they were sent, {counts.ServerErrors:N0} met a fault of Blink. "
            + "From 5,000 failures on, Azure AD puts a synchronisation in quarantine if more than 40 % fails, or more than 40,000 changes, and then runs it only once a day.",
        "In Azure AD, open the provisioning logs of Blink: each failure says what to change. Faults of Blink need nothing from you; Azure AD tries those again by itself.");

    static string Time(DateTimeOffset? time) => $"{time?.UtcDateTime:d MMMM yyyy 'at' HH:mm} UTC";
}
