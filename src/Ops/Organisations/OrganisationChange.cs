namespace Blink.Pipeline.Ops.Organisations;

/// <summary>What to change about an organisation; null leaves as it is.</summary>
/// <param name="Tier">The new tier.</param>
/// <param name="NotificationEmail">The new address; empty: mail nothing from now on.</param>
/// <param name="Region">The new region.</param>
/// <param name="Name">The new name.</param>
sealed record OrganisationChange(string? Tier, string? NotificationEmail, string? Region, string? Name = null)
{
    public bool IsNothing => Tier is null && NotificationEmail is null && Region is null && Name is null;
}
