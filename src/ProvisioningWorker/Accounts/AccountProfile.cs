namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>The twelve fields of a Blink account, as the directory wrote them; null: it said nothing.</summary>
public sealed record AccountProfile
{
    public string? FirstName { get; init; }

    public string? Surname { get; init; }

    public string? EmployeeId { get; init; }

    public string? Location { get; init; }

    public string? JobTitle { get; init; }

    public string? CompanyName { get; init; }

    public string? Department { get; init; }

    /// <summary>The SCIM id of the manager, resolved when read: a manager who appears later simply becomes visible.</summary>
    public string? Manager { get; init; }

    public string? Email { get; init; }

    public string? MobilePhone { get; init; }

    public string? WorkPhone { get; init; }

    public string? AboutMe { get; init; }
}
