namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>
/// One user object as an organisation's Entra directory holds it, with the attributes that the Blink gallery app maps.
/// <see langword="null"/> means that the directory has no value. The names are Microsoft Graph's.
/// </summary>
public sealed record DirectoryUser
{
    /// <summary>The object's identity; a rehired person gets a new one.</summary>
    public required Guid ObjectId { get; init; }

    /// <summary>The sign-in name, unique in the directory without regard to case; Entra's matching attribute (<c>userName</c>).</summary>
    public required string UserPrincipalName { get; init; }

    public required string MailNickname { get; init; }

    public string? Mail { get; init; }

    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public string? EmployeeId { get; init; }

    public string? JobTitle { get; init; }

    public string? CompanyName { get; init; }

    public string? Department { get; init; }

    public string? PhysicalDeliveryOfficeName { get; init; }

    public string? TelephoneNumber { get; init; }

    public string? Mobile { get; init; }

    public string? AboutMe { get; init; }

    public Guid? ManagerObjectId { get; init; }

    /// <summary>Whether the person may sign in; a disabled user is out of scope of provisioning.</summary>
    public bool AccountEnabled { get; init; } = true;

    /// <summary>Whether the user is assigned to the Blink app; only assigned users are in scope.</summary>
    public bool IsAssigned { get; init; } = true;

    /// <summary>In the recycle bin: still there for 30 days, then purged.</summary>
    public bool IsSoftDeleted { get; init; }

    /// <summary>Whether Entra provisions the user as active.</summary>
    public bool IsInScope => IsAssigned && AccountEnabled && !IsSoftDeleted;
}
