namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>What a failure says about the mail.</summary>
public enum MailFailureKind
{
    /// <summary>It surely did not arrive, and may be taken later.</summary>
    Deferred,

    /// <summary>Nobody knows whether it arrived: the connection was lost after the mail was handed over, or during it.</summary>
    Uncertain,

    /// <summary>It did not arrive, and the server will never take it.</summary>
    Refused,
}
