namespace Blink.Pipeline.Scim.Filters;

/// <summary>true or false.</summary>
public sealed record BooleanValue(bool Value) : FilterValue;
