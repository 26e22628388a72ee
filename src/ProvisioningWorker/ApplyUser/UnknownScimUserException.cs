namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>A command names a SCIM user that its organisation never had: no later try can find it.</summary>
/// <param name="scimUserId">The id that the command names.</param>
sealed class UnknownScimUserException(Guid scimUserId)
    : Exception($"There is no SCIM user {scimUserId} in the organisation that the command names.");
