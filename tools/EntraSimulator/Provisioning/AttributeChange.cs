namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>One attribute that differs between directory and target.</summary>
/// <param name="Path">The target attribute.</param>
/// <param name="Value">The directory's value; <see langword="null"/> clears the target's.</param>
/// <param name="HasTarget">Whether the target has a value now, which decides between add and replace.</param>
sealed record AttributeChange(string Path, string? Value, bool HasTarget);
