namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>The plain text form of an alert, and the words that both forms share.</summary>
static class AlertText
{
    public const string Footer = "Blink sends this mail by itself, because your Azure AD synchronises people with Blink. Nobody reads replies.";

    public static string Of(AlertView view) => $"""
        {view.Title} – {view.OrganisationName}

        {view.Problem}

        {view.Remedy}

        {Footer}

        """;
}
