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

    [LoggerMessage(EventId = 4020, Level = LogLevel.Warning, Message = "Refused operation {Operation}: the caller's roles do not allow it")]
    public static partial void OperationDenied(this ILogger logger, string operation);

    [LoggerMessage(EventId = 4021, Level = LogLevel.Warning, Message = "The OpenID Connect provider did not sign somebody in: {Failure}")]
    public static partial void ProviderRefused(this ILogger logger, string failure);

    [LoggerMessage(EventId = 4022, Level = LogLevel.Error, Message = "Operation {Operation} of the console failed in a way that nobody foresaw")]
    public static partial void OperationFailed(this ILogger logger, Exception exception, string operation);

    [LoggerMessage(EventId = 4005, Level = LogLevel.Warning, Message = "The dead-letter collector is switched off; dead letters wait in their queues")]
    public static partial void CollectorIsOff(this ILogger logger);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Information, Message = "Replay {RunId} ended, {Outcome}: {Count} letters replayed ({Problem})")]
    public static partial void ReplayEnded(this ILogger logger, int runId, string outcome, int count, string? problem);

    [LoggerMessage(EventId = 4007, Level = LogLevel.Warning, Message = "Replay {RunId} died; the next replay takes up what it left half-way")]
    public static partial void ReplayDied(this ILogger logger, Exception exception, int runId);

    [LoggerMessage(EventId = 4008, Level = LogLevel.Warning, Message = "The pipeline could not be looked at; the next sample is tried in its turn")]
    public static partial void SampleMissed(this ILogger logger, Exception exception);
}
