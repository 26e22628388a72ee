namespace Blink.Pipeline.Scim.Patching;

/// <summary>How large a PATCH may be. What its operations cost together is bounded besides, see <see cref="PatchWork"/>.</summary>
/// <param name="MaxOperations">The most operations.</param>
/// <param name="MaxValues">The most values in them, each element and each member counted.</param>
public sealed record PatchLimits(int MaxOperations, int MaxValues)
{
    /// <summary>Above all that a user can hold of one attribute, several times over; some dozen values are usual.</summary>
    public static PatchLimits Default { get; } = new(MaxOperations: 1000, MaxValues: 2000);
}
