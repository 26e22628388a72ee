namespace Blink.Pipeline.Scim.Filters;

/// <summary>A number.</summary>
public sealed record NumberValue(decimal Value) : FilterValue;
