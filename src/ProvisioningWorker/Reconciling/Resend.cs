namespace Blink.Pipeline.ProvisioningWorker.Reconciling;

/// <summary>A command that was sent again.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="ScimUserId">The user.</param>
/// <param name="Version">The version to reach.</param>
/// <param name="Cause">Why: one of the constants of this class.</param>
sealed record Resend(Guid OrganisationId, Guid ScimUserId, long Version, string Cause)
{
    /// <summary>Every cause.</summary>
    public static IReadOnlyList<string> Causes { get; } = [Lost, StillBehind, Region, Rejected];

    /// <summary>The user is behind, and long enough for its command to count as lost.</summary>
    public const string Lost = "lost";

    /// <summary>It was sent again before, and the user is still behind.</summary>
    public const string StillBehind = "still_behind";

    /// <summary>Its organisation has another region by now, with which phone numbers are read.</summary>
    public const string Region = "region";

    /// <summary>It was rejected long ago: what is in its way may be gone.</summary>
    public const string Rejected = "rejected";
}
