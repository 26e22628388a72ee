using Microsoft.Extensions.Logging;

namespace Blink.Pipeline.Platform;

static partial class Log
{
    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning,
        Message = "The outbox could not be published; its rows stay and are tried again")]
    public static partial void RelayWaits(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Information, Message = "Deleted {Count} rows of {Table} that were over before {Before}")]
    public static partial void Purged(this ILogger logger, int count, string table, DateTimeOffset before);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Warning, Message = "Could not delete what is older than its history; it is tried again")]
    public static partial void PurgeWaits(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5005, Level = LogLevel.Critical,
        Message = "The consumer of {Queue} has received nothing for {Standstill} though the broker answers; the process ends, to be started again")]
    public static partial void ConsumerStandsStill(this ILogger logger, string queue, TimeSpan standstill);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "{Watch} could not look; it looks again")]
    public static partial void NotMeasured(this ILogger logger, Exception exception, string watch);
}
