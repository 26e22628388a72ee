namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>A Blink account, whether or not SCIM made it.</summary>
sealed record Account
{
    public required Guid Id { get; init; }

    public required Guid OrganisationId { get; init; }

    public required bool Active { get; init; }

    /// <summary>The SCIM user that governs it; null: none.</summary>
    public Guid? ScimUserId { get; init; }

    public LinkedBy? LinkedBy { get; init; }

    public DateTimeOffset? LinkedAt { get; init; }

    public required AccountProfile Profile { get; init; }

    public required Identities Identities { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Its identities. Only an active account holds them against others; for matching, those of a disabled one count as well.</summary>
    public IEnumerable<string> Keys => Identities.Keys(OrganisationId);
}
