using System.Text.Json;
using Blink.Pipeline.Ops.Audit;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Everything about one dead letter.</summary>
/// <param name="Letter">What a listing shows.</param>
/// <param name="Properties">The message's AMQP properties.</param>
/// <param name="Headers">All its headers, as they were found.</param>
/// <param name="Body">The body as text; null: it is no UTF-8.</param>
/// <param name="BodyBase64">The body's bytes.</param>
/// <param name="StackTrace">Where it failed.</param>
/// <param name="CameBackAs">The letter that it became when its replay failed again.</param>
/// <param name="History">What operators did with it, newest first.</param>
sealed record DeadLetterDetails(
    DeadLetter Letter,
    MessageProperties Properties,
    JsonElement Headers,
    string? Body,
    string BodyBase64,
    string? StackTrace,
    long? CameBackAs,
    IReadOnlyList<AuditRecord> History);
