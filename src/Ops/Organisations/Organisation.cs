namespace Blink.Pipeline.Ops.Organisations;

/// <summary>A customer.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="Name">Unique, whatever its case.</param>
/// <param name="Tier"><c>basic</c>, <c>business</c> or <c>enterprise</c>; SCIM is for enterprise only.</param>
/// <param name="NotificationEmail">Where digests go; null: nothing is mailed.</param>
/// <param name="Region">ISO 3166-1 alpha-2: how phone numbers without a country code are read.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record Organisation(Guid Id, string Name, string Tier, string? NotificationEmail, string Region, DateTimeOffset CreatedAt)
{
    public const string Enterprise = "enterprise";

    public static IReadOnlyList<string> Tiers { get; } = ["basic", "business", Enterprise];
}
