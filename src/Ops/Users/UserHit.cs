namespace Blink.Pipeline.Ops.Users;

/// <summary>A person who was searched for. Those who are exactly meant come first.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="ScimUserId">The SCIM user; null: no directory governs the account.</param>
/// <param name="AccountId">The account; null: there is none.</param>
/// <param name="UserName">The SCIM user's userName.</param>
/// <param name="Name">What the person is called.</param>
/// <param name="Email">The account's e-mail.</param>
/// <param name="EmployeeId">The account's employee id.</param>
/// <param name="State">
/// <c>applied</c>, <c>rejected</c> or <c>pending</c>, as the newest version of the SCIM user is; <c>deleted</c>: it was deleted;
/// <c>unmanaged</c>: an account that no directory governs.
/// </param>
sealed record UserHit(
    Guid OrganisationId,
    string Organisation,
    Guid? ScimUserId,
    Guid? AccountId,
    string? UserName,
    string? Name,
    string? Email,
    string? EmployeeId,
    string State);
