namespace Blink.Pipeline.Ops.Accounts;

/// <summary>
/// The twelve fields of a Blink account. The manager is the SCIM id that the directory names; its name and account are null while
/// nobody with that id has an account in the organisation.
/// </summary>
public sealed record AccountFields(
    string? FirstName,
    string? Surname,
    string? EmployeeId,
    string? Location,
    string? JobTitle,
    string? CompanyName,
    string? Department,
    string? Manager,
    string? ManagerName,
    Guid? ManagerAccountId,
    bool? ManagerActive,
    string? Email,
    string? MobilePhone,
    string? WorkPhone,
    string? AboutMe);
