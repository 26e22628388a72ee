using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>What an organisation wants of one user, at its newest version.</summary>
sealed record DesiredUser
{
    public required Guid OrganisationId { get; init; }

    public required Guid ScimUserId { get; init; }

    public required long Version { get; init; }

    /// <summary>When the ingress wrote this version, by the ingress's clock.</summary>
    public DateTimeOffset AcknowledgedAt { get; init; }

    public bool Deleted { get; init; }

    /// <summary>False for a leaver; a document that does not say is of an active user.</summary>
    public bool Active { get; init; } = true;

    /// <summary>The organisation's region, by which its phone numbers were read; null: it has none.</summary>
    public string? Region { get; init; }

    /// <summary>The account that it matched, or had, when it was last decided on and rejected; null: none, or it was not rejected.</summary>
    public Guid? RejectedAccountId { get; init; }

    public string UserName { get; init; } = "";

    public AccountProfile Profile { get; init; } = new();

    public Identities Identities { get; init; } = Identities.None;

    /// <summary>Phone numbers, as written, that are no phone numbers: kept as text, no part of uniqueness.</summary>
    public IReadOnlyList<string> UnrecognisedPhones { get; init; } = [];

    /// <summary>Everything that this user would hold, or waits for when it is rejected.</summary>
    public IEnumerable<string> Keys => Identities.Keys(OrganisationId);
}
