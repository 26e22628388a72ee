namespace Blink.Pipeline.Ops.Audit;

/// <summary>Which audit records: those that fit all that is given.</summary>
/// <param name="Actor">Only by this one, whatever the case.</param>
/// <param name="Action">Only this action, or with a dot or star at its end all that begin so: <c>token.</c>.</param>
/// <param name="Subject">Only upon this: <c>organisation:ID</c>.</param>
/// <param name="Since">Only then or later.</param>
/// <param name="Until">Only before then.</param>
/// <param name="Before">Only those before this record: the last one of the page before.</param>
sealed record AuditFilter(
    string? Actor = null,
    string? Action = null,
    string? Subject = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    Guid? Before = null);
