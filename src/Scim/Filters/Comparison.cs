using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Filters;

/// <summary><c>attribute operator value</c>.</summary>
public sealed record Comparison(AttributePath Path, CompareOperator Operator, FilterValue Value) : Filter;
