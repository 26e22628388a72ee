using System.Text.Json;
using System.Text.Json.Serialization;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>A dead letter in a file: all that is needed to store and replay it elsewhere.</summary>
sealed record LetterFileLine
{
    /// <summary>Its number where it was exported; where it is imported, it gets one of its own.</summary>
    public required long Id { get; init; }

    /// <summary>Recognises it; it cannot be computed anew from headers that PostgreSQL has put in its own order.</summary>
    public required byte[] Fingerprint { get; init; }

    public required string Queue { get; init; }

    public string? OriginQueue { get; init; }

    public string? MessageType { get; init; }

    public string? MessageId { get; init; }

    public Guid? OrganisationId { get; init; }

    public Guid? SubjectId { get; init; }

    public required MessageProperties Properties { get; init; }

    public required JsonElement Headers { get; init; }

    /// <summary>Its bytes, in base64.</summary>
    public required byte[] Body { get; init; }

    public required string Cause { get; init; }

    public string? ExceptionType { get; init; }

    public string? ExceptionMessage { get; init; }

    public string? StackTrace { get; init; }

    public required string GroupKey { get; init; }

    public required DateTimeOffset FailedAt { get; init; }

    public required int ReplayCount { get; init; }

    /// <summary>What had become of it when it was exported.</summary>
    public required string Status { get; init; }

    /// <summary>Whether it still needed somebody then.</summary>
    [JsonIgnore]
    public bool IsUnhandled => Status is "waiting" or "replaying";
}
