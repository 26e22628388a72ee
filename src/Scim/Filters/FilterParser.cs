using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Filters;

/// <summary>Recursive descent over RFC 7644 figure 1; "and" binds tighter than "or", chains are read from the left.</summary>
sealed class FilterParser(FilterScanner scanner, FilterLimits limits)
{
    int depth;
    int terms;

    public static Filter ParseFilter(string text, FilterLimits limits)
    {
        if (text.Length > limits.MaxLength)
            throw ScimException.InvalidFilter($"The filter is longer than {limits.MaxLength} characters", limits.MaxLength);
        var scanner = new FilterScanner(text);
        var filter = new FilterParser(scanner, limits).ParseOr();
        scanner.SkipSpaces();
        return scanner.IsAtEnd ? filter : throw scanner.Expected("'and', 'or' or the end");
    }

    /// <summary>Parses the condition of a value path, from after its opening bracket to past the closing one.</summary>
    public Filter ParseCondition()
    {
        var condition = Nested(ParseOr);
        scanner.Take(']');
        return condition;
    }

    Filter ParseOr()
    {
        var left = ParseAnd();
        while (scanner.TryTakeKeyword("or"))
            left = new Or(left, ParseAnd());
        return left;
    }

    Filter ParseAnd()
    {
        var left = ParseTerm();
        while (scanner.TryTakeKeyword("and"))
            left = new And(left, ParseTerm());
        return left;
    }

    Filter ParseTerm()
    {
        if (++terms > limits.MaxTerms)
            throw ScimException.InvalidFilter($"The filter has more than {limits.MaxTerms} terms", scanner.Position);
        if (scanner.TryTakeKeyword("not"))
        {
            scanner.Take('(');
            return new Not(ParseGroup());
        }
        scanner.SkipSpaces();
        return scanner.TryTake('(') ? ParseGroup() : ParseAttributeTerm();
    }

    Filter ParseGroup()
    {
        var filter = Nested(ParseOr);
        scanner.Take(')');
        return filter;
    }

    Filter ParseAttributeTerm()
    {
        var path = ParsePath();
        scanner.SkipSpaces();
        return scanner.TryTake('[') ? ParseValuePath(path) : ParseComparison(path);
    }

    ValuePath ParseValuePath(AttributePath path)
    {
        if (path.SubAttribute is not null)
            throw scanner.Expected("an attribute, not a sub-attribute, before '['");
        var condition = ParseCondition();
        if (!scanner.TryTake('.'))
            return new ValuePath(path, condition);
        return new ValuePath(path, new And(condition, ParseComparison(ParsePath())));
    }

    Filter ParseComparison(AttributePath path)
    {
        if (scanner.TryTakeKeyword("pr"))
            return new Present(path);
        foreach (var comparison in Enum.GetValues<CompareOperator>())
        {
            if (scanner.TryTakeKeyword(comparison.ToString()))
                return new Comparison(path, comparison, FilterLiteral.Parse(scanner));
        }
        throw scanner.Expected("an operator (eq, ne, co, sw, ew, pr, gt, ge, lt, le)");
    }

    AttributePath ParsePath()
    {
        scanner.SkipSpaces();
        var position = scanner.Position;
        var text = scanner.TakePath();
        if (text.IsEmpty)
            throw scanner.Expected("an attribute");
        return AttributePath.TryParse(text, out var path)
            ? path
            : throw ScimException.InvalidFilter($"'{text}' is not an attribute", position);
    }

    Filter Nested(Func<Filter> parse)
    {
        if (++depth > limits.MaxDepth)
            throw ScimException.InvalidFilter($"The filter nests deeper than {limits.MaxDepth} levels", scanner.Position);
        var filter = parse();
        depth--;
        return filter;
    }
}
