namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>What Entra remembers of a provisioned user: the id that the target gave it, cached for ever.</summary>
/// <param name="ScimId">The target's id.</param>
/// <param name="State">Whether Entra still manages the user.</param>
/// <param name="Manager">The manager that was last set, so that an unchanged reference isn't sent again.</param>
sealed record UserLink(string ScimId, UserLinkState State, Guid? Manager = null);
