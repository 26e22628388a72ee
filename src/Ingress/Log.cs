namespace Blink.Pipeline.Ingress;

// Ids, counts and versions only: never a token, a query string or an attribute of a person.
static partial class Log
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "{Method} {Route} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string? route);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "{Method} {Route} answered 503: PostgreSQL does not answer")]
    public static partial void DatabaseAway(this ILogger logger, Exception exception, string method, string? route);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Warning, Message = "The last uses of tokens and the counts of answers could not be written; they are kept and written next time")]
    public static partial void UsageNotWritten(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1010, Level = LogLevel.Warning, Message = "The outcomes that {Count} requests wait for could not be read; they are read again")]
    public static partial void OutcomesNotRead(this ILogger logger, Exception exception, int count);
}
