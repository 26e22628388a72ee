namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>What one attempt at a mail came to.</summary>
enum MailOutcome
{
    /// <summary>The server has taken the mail.</summary>
    Sent,

    /// <summary>There was nothing to mail any more, or another worker has taken over.</summary>
    Empty,

    /// <summary>It surely did not arrive; it is composed anew later.</summary>
    Deferred,

    /// <summary>It may have arrived; the same mail is sent again later.</summary>
    Uncertain,

    /// <summary>The server will never take it; an operator has to look.</summary>
    Failed,
}
