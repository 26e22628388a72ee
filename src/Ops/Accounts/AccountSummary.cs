namespace Blink.Pipeline.Ops.Accounts;

/// <summary>A Blink account in a listing.</summary>
/// <param name="Id">The account.</param>
/// <param name="Organisation">Its organisation's name.</param>
/// <param name="FirstName">First name.</param>
/// <param name="Surname">Surname.</param>
/// <param name="Email">E-mail.</param>
/// <param name="EmployeeId">Employee id.</param>
/// <param name="Active">Whether its holder may sign in.</param>
/// <param name="LinkedBy">How it came to its SCIM user; null: it has none.</param>
sealed record AccountSummary(
    Guid Id,
    string Organisation,
    string? FirstName,
    string? Surname,
    string? Email,
    string? EmployeeId,
    bool Active,
    string? LinkedBy);
