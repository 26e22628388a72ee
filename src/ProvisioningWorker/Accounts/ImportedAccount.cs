namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>One line of a file of accounts, as it was written; null or empty: the file says nothing.</summary>
/// <param name="Line">The line's number in the file, named in errors.</param>
public sealed record ImportedAccount(int Line)
{
    /// <summary>The account that the line is about, as an export wrote it; null: a new account.</summary>
    public Guid? Id { get; init; }

    /// <summary>Whether the account's holder may sign in.</summary>
    public bool Active { get; init; } = true;

    public string? FirstName { get; init; }

    public string? Surname { get; init; }

    public string? EmployeeId { get; init; }

    public string? Location { get; init; }

    public string? JobTitle { get; init; }

    public string? CompanyName { get; init; }

    public string? Department { get; init; }

    /// <summary>The SCIM id of the manager.</summary>
    public string? Manager { get; init; }

    public string? Email { get; init; }

    public string? MobilePhone { get; init; }

    public string? WorkPhone { get; init; }

    public string? AboutMe { get; init; }
}
