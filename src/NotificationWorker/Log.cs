using Blink.Pipeline.NotificationWorker.SyncAlerts;

namespace Blink.Pipeline.NotificationWorker;

static partial class Log
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "The sweep took in {Count} changes of sync errors that no event told of")]
    public static partial void SweepTookInErrors(this ILogger logger, int count);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "The sweep took in {Count} invites whose message has not come")]
    public static partial void SweepTookInInvites(this ILogger logger, int count);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "The sweep failed; it is done again at its next turn")]
    public static partial void SweepWaits(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "Sync error {SyncErrorId} waits for the database, after attempt {Attempt}")]
    public static partial void TakeInWaits(this ILogger logger, Guid syncErrorId, int attempt, Exception exception);

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information,
        Message = "Sent {Kind} {MailId} of organisation {OrganisationId} at attempt {Attempt}")]
    public static partial void MailSent(this ILogger logger, string kind, Guid mailId, Guid organisationId, int attempt);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Information,
        Message = "There is nothing to mail any more in {Kind} {MailId} of organisation {OrganisationId}")]
    public static partial void MailEmpty(this ILogger logger, string kind, Guid mailId, Guid organisationId);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Warning,
        Message = "Attempt {Attempt} at {Kind} {MailId} of organisation {OrganisationId} did not send it ({Failure}, SMTP status {Status}); it waits until {NextAttemptAt}")]
    public static partial void MailWaits(
        this ILogger logger, string kind, Guid mailId, Guid organisationId, int attempt, string failure, int? status, DateTimeOffset nextAttemptAt);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Error,
        Message = "The SMTP server refused {Kind} {MailId} of organisation {OrganisationId} for good, with status {Status}; 'ops digests list', 'ops invites list' and 'ops sync alerts' have its words")]
    public static partial void MailFailed(this ILogger logger, string kind, Guid mailId, Guid organisationId, int? status);

    [LoggerMessage(EventId = 3014, Level = LogLevel.Error,
        Message = "The SMTP server takes no mail from us ({Failure}, SMTP status {Status}): check the section Smtp of the configuration; mails wait")]
    public static partial void SmtpMisconfigured(this ILogger logger, string failure, int? status);

    [LoggerMessage(EventId = 3015, Level = LogLevel.Error,
        Message = "The mail of {Kind} {MailId} of organisation {OrganisationId} could not be composed; it is tried again later")]
    public static partial void MailNotComposed(this ILogger logger, string kind, Guid mailId, Guid organisationId, Exception exception);

    [LoggerMessage(EventId = 3016, Level = LogLevel.Warning, Message = "A run over the mails of kind {Kind} failed; it is done again at its next turn")]
    public static partial void MailRunWaits(this ILogger logger, string kind, Exception exception);

    [LoggerMessage(EventId = 3017, Level = LogLevel.Warning,
        Message = "Attempt {Attempt} at {Kind} {MailId} took longer than its lease; another worker has taken over")]
    public static partial void LeaseLost(this ILogger logger, string kind, Guid mailId, int attempt);

    [LoggerMessage(EventId = 3020, Level = LogLevel.Warning, Message = "Invite {InviteId} waits for the database, after attempt {Attempt}")]
    public static partial void InviteWaits(this ILogger logger, Guid inviteId, int attempt, Exception exception);

    [LoggerMessage(EventId = 3030, Level = LogLevel.Warning,
        Message = "The synchronisation of organisation {OrganisationId} is ill: {Kind}; 'ops sync alerts' has the facts")]
    public static partial void AlertOpened(this ILogger logger, AlertKind kind, Guid organisationId);

    [LoggerMessage(EventId = 3031, Level = LogLevel.Information,
        Message = "The synchronisation of organisation {OrganisationId} has recovered: no longer {Kind}")]
    public static partial void AlertClosed(this ILogger logger, AlertKind kind, Guid organisationId);
}
