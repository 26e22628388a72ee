namespace Blink.Pipeline.NotificationWorker;

static partial class Log
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "The sweep took in {Count} changes of sync errors that no event told of")]
    public static partial void SweepTookIn(this ILogger logger, int count);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "The sweep failed; it is done again at its next turn")]
    public static partial void SweepWaits(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "Sync error {SyncErrorId} waits for the database, after attempt {Attempt}")]
    public static partial void TakeInWaits(this ILogger logger, Guid syncErrorId, int attempt, Exception exception);

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information,
        Message = "Sent digest {DigestId} to organisation {OrganisationId} at attempt {Attempt}")]
    public static partial void DigestSent(this ILogger logger, Guid digestId, Guid organisationId, int attempt);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Information,
        Message = "Digest {DigestId} of organisation {OrganisationId} has nothing left to tell")]
    public static partial void DigestEmpty(this ILogger logger, Guid digestId, Guid organisationId);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Warning,
        Message = "Digest {DigestId} of organisation {OrganisationId} was not sent at attempt {Attempt} ({Failure}, SMTP status {Status}); it waits until {NextAttemptAt}")]
    public static partial void DigestWaits(
        this ILogger logger, Guid digestId, Guid organisationId, int attempt, string failure, int? status, DateTimeOffset nextAttemptAt);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Error,
        Message = "The SMTP server refused digest {DigestId} of organisation {OrganisationId} for good, with status {Status}; its words are in notification.digest_overview")]
    public static partial void DigestFailed(this ILogger logger, Guid digestId, Guid organisationId, int? status);

    [LoggerMessage(EventId = 3014, Level = LogLevel.Error,
        Message = "The SMTP server takes no mail from us ({Failure}, SMTP status {Status}): check the section Smtp of the configuration; digests wait")]
    public static partial void SmtpMisconfigured(this ILogger logger, string failure, int? status);

    [LoggerMessage(EventId = 3015, Level = LogLevel.Error, Message = "Digest {DigestId} of organisation {OrganisationId} could not be composed; it is tried again later")]
    public static partial void DigestNotComposed(this ILogger logger, Guid digestId, Guid organisationId, Exception exception);

    [LoggerMessage(EventId = 3016, Level = LogLevel.Warning, Message = "The digest run failed; it is done again at its next turn")]
    public static partial void DigestRunWaits(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 3017, Level = LogLevel.Warning,
        Message = "Attempt {Attempt} at digest {DigestId} took longer than its lease; another worker has taken over")]
    public static partial void LeaseLost(this ILogger logger, Guid digestId, int attempt);
}
