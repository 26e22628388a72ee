using System.Text.Json.Serialization;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What dead letters can be summed up by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeadLetterGrouping>))]
public enum DeadLetterGrouping
{
    /// <summary>Exception type and first frame, or the cause where there is no exception.</summary>
    Failure,

    /// <summary>The work queue they failed in, or where that cannot be told, the queue they were found in.</summary>
    Queue,

    /// <summary>The message type.</summary>
    Type,

    /// <summary>The exception's type, or the cause where there is no exception.</summary>
    Exception,

    /// <summary>What brought them here.</summary>
    Cause,

    /// <summary>The organisation's id.</summary>
    Organisation,

    /// <summary>The hour in which they failed, in UTC.</summary>
    Hour,

    /// <summary>The day on which they failed, in UTC.</summary>
    Day,
}
