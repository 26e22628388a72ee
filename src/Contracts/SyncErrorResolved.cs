namespace Blink.Pipeline.Contracts;

/// <summary>What a sync error was about is mended, or its user is gone.</summary>
/// <param name="OrganisationId">The organisation that had the error.</param>
/// <param name="SyncErrorId">The sync error that is over.</param>
public sealed record SyncErrorResolved(Guid OrganisationId, Guid SyncErrorId);
