namespace Blink.Pipeline.Ops;

static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "The dead-letter collector consumes its queues")]
    public static partial void CollectorConnected(this ILogger logger);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning,
        Message = "The dead-letter collector was interrupted; what it has not stored stays in its queue, and it connects again")]
    public static partial void CollectorInterrupted(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning,
        Message = "{Count} dead letters could not be stored; they stay held, and it tries again")]
    public static partial void StoreWaits(this ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Information, Message = "Collected {New} dead letters of {Count} that were handed out")]
    public static partial void LettersCollected(this ILogger logger, int @new, int count);

    [LoggerMessage(EventId = 4021, Level = LogLevel.Warning, Message = "The pipeline could not be looked at; the next sample is tried in its turn")]
    public static partial void SampleMissed(this ILogger logger, Exception exception);
}
