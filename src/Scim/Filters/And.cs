namespace Blink.Pipeline.Scim.Filters;

/// <summary><c>left and right</c>.</summary>
public sealed record And(Filter Left, Filter Right) : Filter;
