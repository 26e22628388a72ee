using System.Text.Json;
using Blink.Pipeline.Ops.Audit;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Everything about one dead letter.</summary>
sealed record DeadLetterDetails
{
    /// <summary>What a listing shows.</summary>
    public required DeadLetter Letter { get; init; }

    /// <summary>The message's AMQP properties.</summary>
    public required MessageProperties Properties { get; init; }

    /// <summary>All its headers, as they were found.</summary>
    public required JsonElement Headers { get; init; }

    /// <summary>The body as text; null: it is no UTF-8.</summary>
    public string? Body { get; init; }

    /// <summary>The same with a line for each member, if it is JSON.</summary>
    public string? PrettyBody { get; init; }

    /// <summary>The body's bytes.</summary>
    public required string BodyBase64 { get; init; }

    /// <summary>Where it failed.</summary>
    public string? StackTrace { get; init; }

    /// <summary>The process that gave it up; null: the headers name none.</summary>
    public LetterHost? Host { get; init; }

    /// <summary>How often it was tried before.</summary>
    public IReadOnlyList<LetterAttempt> Attempts { get; init; } = [];

    /// <summary>The letter that it became when its replay failed again.</summary>
    public long? CameBackAs { get; init; }

    /// <summary>All lives of the message, this one among them, the first first.</summary>
    public IReadOnlyList<LetterLife> Lives { get; init; } = [];

    /// <summary>Whom it is about, and how far that user is.</summary>
    public LetterSubject? Subject { get; init; }

    /// <summary>What a replay would do with it now.</summary>
    public ReplayForecast? Forecast { get; init; }

    /// <summary>What operators did with it, newest first.</summary>
    public IReadOnlyList<AuditRecord> History { get; init; } = [];
}
