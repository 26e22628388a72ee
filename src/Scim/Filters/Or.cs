namespace Blink.Pipeline.Scim.Filters;

/// <summary><c>left or right</c>.</summary>
public sealed record Or(Filter Left, Filter Right) : Filter;
