namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>An object whose export failed and that is to be tried again.</summary>
/// <param name="ObjectId">The directory's object.</param>
/// <param name="Code">Why the last try failed.</param>
/// <param name="Attempts">Failed tries so far.</param>
/// <param name="Detail">The server's own words, or the exception's.</param>
public sealed record Escrow(Guid ObjectId, EscrowCode Code, int Attempts, string? Detail);
