namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>Styles that many elements repeat: mail clients honour little but inline ones.</summary>
static class MailStyles
{
    public const string Font = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;";
}
