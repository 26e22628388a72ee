using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Scim.Filters;

/// <summary>A parsed filter (RFC 7644 §3.4.2.2); its text form parses to an equal filter.</summary>
public abstract record Filter
{
    private protected Filter()
    {
    }

    /// <summary>Parses a filter, percent-decoded already.</summary>
    /// <exception cref="ScimException">400 invalidFilter, with the position.</exception>
    public static Filter Parse(string text, FilterLimits? limits = null) =>
        FilterParser.ParseFilter(text, limits ?? FilterLimits.Default);

    public sealed override string ToString() => FilterPrinter.Print(this);
}
