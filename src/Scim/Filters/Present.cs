using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Filters;

/// <summary><c>attribute pr</c>: it has a value.</summary>
public sealed record Present(AttributePath Path) : Filter;
