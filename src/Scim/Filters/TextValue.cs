namespace Blink.Pipeline.Scim.Filters;

/// <summary>A string, its escapes resolved; never with U+0000 or half a surrogate pair.</summary>
public sealed record TextValue(string Value) : FilterValue;
