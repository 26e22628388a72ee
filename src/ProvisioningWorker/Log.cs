namespace Blink.Pipeline.ProvisioningWorker;

static partial class Log
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Information,
        Message = "A group of {Count} commands could not be written and is tried again")]
    public static partial void GroupTriedAgain(this ILogger logger, int count, Exception exception);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information,
        Message = "Sent {Count} commands again; cause: {Cause}")]
    public static partial void Resent(this ILogger logger, int count, string cause);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning,
        Message = "Could not look for users that stayed behind; it is tried again")]
    public static partial void ReconcilerWaits(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Debug,
        Message = "User {ScimUserId} could not be applied at try {Tries} and waits {Wait}: {Failure}")]
    public static partial void CommandWaits(this ILogger logger, Guid scimUserId, int tries, TimeSpan wait, string failure);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Information,
        Message = "Linked account {AccountId} to SCIM user {ScimUserId} of organisation {OrganisationId} by {LinkedBy}")]
    public static partial void AccountLinked(this ILogger logger, Guid organisationId, Guid scimUserId, Guid accountId, string linkedBy);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Information,
        Message = "Unlinked account {AccountId} from SCIM user {ScimUserId} of organisation {OrganisationId}, which was deleted")]
    public static partial void AccountUnlinked(this ILogger logger, Guid organisationId, Guid scimUserId, Guid accountId);

    [LoggerMessage(EventId = 2009, Level = LogLevel.Warning,
        Message = "Sent the command for user {ScimUserId} of organisation {OrganisationId} to reach version {Version} again: it did not in time ({Cause})")]
    public static partial void CommandWasLost(this ILogger logger, Guid organisationId, Guid scimUserId, long version, string cause);
}
