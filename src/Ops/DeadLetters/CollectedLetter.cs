using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>A dead letter as it was found, before it has a row.</summary>
sealed record CollectedLetter
{
    /// <summary>The queue it was found in.</summary>
    public required string Queue { get; init; }

    /// <summary>Recognises the same message when the broker hands it out again.</summary>
    public required byte[] Fingerprint { get; init; }

    public required MessageProperties Properties { get; init; }

    public required JsonObject Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The work queue it failed in; null: it cannot be told.</summary>
    public string? OriginQueue { get; init; }

    public string? MessageType { get; init; }

    public string? MessageId { get; init; }

    public Guid? OrganisationId { get; init; }

    /// <summary>The SCIM user, the sync error or the invite that the message is about.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>What brought it here: <c>fault</c>, <c>skipped</c>, the broker's word such as <c>delivery_limit</c>, or <c>unknown</c>.</summary>
    public required string Cause { get; init; }

    public string? ExceptionType { get; init; }

    public string? ExceptionMessage { get; init; }

    public string? StackTrace { get; init; }

    public required string GroupKey { get; init; }

    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>How often it was replayed before.</summary>
    public int ReplayCount { get; init; }

    /// <summary>The letter whose replay failed again.</summary>
    public long? ReplayOf { get; init; }

    /// <summary><c>queue</c>: the collector found it; <c>file</c>: an operator brought it back.</summary>
    public string Source { get; init; } = "queue";
}
