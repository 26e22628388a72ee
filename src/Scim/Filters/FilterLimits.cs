namespace Blink.Pipeline.Scim.Filters;

/// <summary>Bounds that keep a filter from using up the stack, or a query from growing without end.</summary>
/// <param name="MaxLength">The most characters of a filter.</param>
/// <param name="MaxDepth">The deepest nesting of parentheses and brackets.</param>
/// <param name="MaxTerms">The most comparisons.</param>
public sealed record FilterLimits(int MaxLength = 4096, int MaxDepth = 16, int MaxTerms = 100)
{
    public static FilterLimits Default { get; } = new();
}
