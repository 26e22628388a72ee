namespace Blink.Pipeline.Dev.Checking;

/// <summary>The twelve fields of an account.</summary>
sealed record FoundFields
{
    public string? FirstName { get; init; }

    public string? Surname { get; init; }

    public string? EmployeeId { get; init; }

    public string? Location { get; init; }

    public string? JobTitle { get; init; }

    public string? CompanyName { get; init; }

    public string? Department { get; init; }

    public string? Manager { get; init; }

    public string? Email { get; init; }

    public string? MobilePhone { get; init; }

    public string? WorkPhone { get; init; }

    public string? AboutMe { get; init; }
}
