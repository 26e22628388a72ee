using Microsoft.Extensions.Logging;

namespace Blink.Pipeline.Platform;

static partial class Log
{
    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning,
        Message = "The outbox could not be published; its rows stay and are tried again")]
    public static partial void RelayWaits(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "How far the outbox lags behind could not be measured; it is measured again")]
    public static partial void OutboxNotMeasured(this ILogger logger, Exception exception);
}
