namespace Blink.Pipeline.Ops.Accounts;

/// <summary>What the SCIM user of an account is at.</summary>
/// <param name="UserId">The SCIM user.</param>
/// <param name="UserName">Its userName; null: it was deleted.</param>
/// <param name="LinkedBy"><c>created</c>, <c>email</c>, <c>employee_id</c> or <c>email_and_employee_id</c>.</param>
/// <param name="LinkedAt">Since when it governs the account.</param>
/// <param name="DesiredVersion">The newest version that the organisation wants.</param>
/// <param name="DecidedVersion">The version that was decided on last; null: none yet.</param>
/// <param name="Outcome"><c>applied</c> or <c>rejected</c>.</param>
/// <param name="Reason">Why it was rejected.</param>
/// <param name="DecidedAt">When.</param>
public sealed record AccountScim(
    Guid UserId,
    string? UserName,
    string LinkedBy,
    DateTimeOffset LinkedAt,
    long? DesiredVersion,
    long? DecidedVersion,
    string? Outcome,
    string? Reason,
    DateTimeOffset? DecidedAt);
