namespace Blink.Pipeline.Dev.Checking;

/// <summary>What Entra was promised of one SCIM user.</summary>
/// <param name="Version">The newest version in an ETag; 0: none was told.</param>
/// <param name="IsDeleted">Whether its deletion was acknowledged.</param>
sealed record AcknowledgedVersion(long Version, bool IsDeleted);
