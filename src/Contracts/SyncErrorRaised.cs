namespace Blink.Pipeline.Contracts;

/// <summary>A SCIM user could not be applied, or was applied with a warning, and its organisation has to be told.</summary>
/// <param name="OrganisationId">The organisation that can mend it.</param>
/// <param name="SyncErrorId">The sync error; its details are read from the provisioning schema, so none travels here.</param>
public sealed record SyncErrorRaised(Guid OrganisationId, Guid SyncErrorId);
