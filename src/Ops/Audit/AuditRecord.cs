using System.Text.Json;

namespace Blink.Pipeline.Ops.Audit;

/// <summary>One action of an operator.</summary>
/// <param name="Id">The record.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who: as given with <c>--actor</c>, else the user of the machine.</param>
/// <param name="Action">What: <c>token.issued</c>, <c>dead-letter.replayed</c>, …</param>
/// <param name="Subject">Upon what: <c>organisation:ID</c>, <c>token:ID</c>, <c>dead-letter:ID</c>, <c>account:ID</c>, <c>digest:ID</c>.</param>
/// <param name="Details">What else is worth knowing; never a secret.</param>
public sealed record AuditRecord(Guid Id, DateTimeOffset At, string Actor, string Action, string Subject, JsonElement Details);
