using System.Text.Encodings.Web;
using System.Text.Json;

namespace Blink.Pipeline.Ops.Audit;

/// <summary>One action of an operator.</summary>
/// <param name="Id">The record.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who: as given with <c>--actor</c>, else the user of the machine.</param>
/// <param name="Action">What: <c>token.issued</c>, <c>dead-letter.replayed</c>, …</param>
/// <param name="Subject">Upon what: <c>organisation:ID</c>, <c>token:ID</c>, <c>dead-letter:ID</c>, <c>account:ID</c>, <c>digest:ID</c>.</param>
/// <param name="Details">What else is worth knowing; never a secret.</param>
public sealed record AuditRecord(Guid Id, DateTimeOffset At, string Actor, string Action, string Subject, JsonElement Details)
{
    static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All details that are given in one line, for people: names and values, what has parts as compact JSON.</summary>
    public string DetailsInWords() => string.Join(", ", Details.EnumerateObject()
        .Where(detail => detail.Value.ValueKind != JsonValueKind.Null)
        .Select(detail => $"{detail.Name} {Word(detail.Value)}"));

    // Whoever shows it escapes it for where it is shown.
    static string Word(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? JsonSerializer.Serialize(value, Compact) : value.ToString();
}
