namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>How far the Blink accounts are behind what the organisations want.</summary>
/// <param name="Organisations">One an organisation, by name.</param>
/// <param name="ScimOutbox">Commands that are committed and not yet in the broker.</param>
/// <param name="ProvisioningOutbox">Events that are committed and not yet in the broker.</param>
sealed record SyncStatus(IReadOnlyList<OrganisationSync> Organisations, long ScimOutbox, long ProvisioningOutbox)
{
    /// <summary>Whether every user of every organisation was decided on.</summary>
    public bool Settled => Organisations.All(organisation => organisation.Pending == 0);
}
