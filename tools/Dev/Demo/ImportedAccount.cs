namespace Blink.Pipeline.Dev.Demo;

/// <summary>An account that is in Blink before any directory is connected. What isn't given is empty.</summary>
sealed record ImportedAccount(string FirstName, string Surname)
{
    public string? EmployeeId { get; init; }

    public string? Email { get; init; }

    public string? MobilePhone { get; init; }

    public string? JobTitle { get; init; }
}
