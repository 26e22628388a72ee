namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>Why a SCIM user could not be applied, or what was odd about it.</summary>
/// <param name="Id">The sync error.</param>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="ScimUserId">The SCIM user.</param>
/// <param name="UserName">Its userName when the error was raised.</param>
/// <param name="Severity"><c>error</c>, or <c>warning</c>: applied all the same.</param>
/// <param name="Reason">One of the closed set of reasons.</param>
/// <param name="Value">The value that is in the way.</param>
/// <param name="RaisedAt">Since when.</param>
/// <param name="ResolvedAt">Until when; null: it is open.</param>
/// <param name="Mailing">
/// Whether its organisation was told: <c>mailed</c>; <c>pending</c>, <c>sending</c> or <c>failed</c> as the digest with it is;
/// <c>waiting</c> for one; <c>unaddressed</c>: nobody to tell; <c>left_out</c>: resolved before; null: the notification worker has not seen it.
/// </param>
/// <param name="MailedAt">When the digest was sent.</param>
/// <param name="Name">What the person was called when the error was raised.</param>
/// <param name="EmployeeId">Its employee id at that time.</param>
public sealed record SyncError(
    Guid Id,
    string Organisation,
    Guid ScimUserId,
    string UserName,
    string Severity,
    string Reason,
    string? Value,
    DateTimeOffset RaisedAt,
    DateTimeOffset? ResolvedAt,
    string? Mailing,
    DateTimeOffset? MailedAt,
    string? Name,
    string? EmployeeId);
