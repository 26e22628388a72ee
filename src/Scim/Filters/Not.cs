namespace Blink.Pipeline.Scim.Filters;

/// <summary><c>not (operand)</c>.</summary>
public sealed record Not(Filter Operand) : Filter;
