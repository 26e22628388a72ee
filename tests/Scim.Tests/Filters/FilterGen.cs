using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Schemas;
using CsCheck;

namespace Blink.Pipeline.Scim.Tests.Filters;

/// <summary>Random filters, and random text that resembles them.</summary>
static class FilterGen
{
    static readonly Gen<AttributePath> Path = Gen.OneOf(
        new AttributePath(null, "userName", null),
        new AttributePath(null, "name", "givenName"),
        new AttributePath(UserType.Enterprise, "manager", "value"));

    static readonly Gen<FilterValue> Value = Gen.OneOf<FilterValue>(
        Gen.String.Where(IsText).Select(text => (FilterValue)new TextValue(text)),
        Gen.Int.Select(number => (FilterValue)new NumberValue(number / 100m)),
        Gen.Bool.Select(boolean => (FilterValue)new BooleanValue(boolean)),
        Gen.Const((FilterValue)new NullValue()));

    static readonly Gen<CompareOperator> Operator = Gen.Enum<CompareOperator>();

    static readonly Gen<Filter> Leaf = Gen.OneOf(
        Path.Select(path => (Filter)new Present(path)),
        Gen.Select(Path, Operator, Value, (path, comparison, value) => (Filter)new Comparison(path, comparison, value)));

    /// <summary>Text in which the filter's own words and signs are frequent.</summary>
    public static Gen<string> Scrap { get; } = Gen.OneOf(
            Gen.OneOf("userName", "emails", "active", "meta.lastModified", "schemas", "name", "value", "type", "urn:x:y", "$ref"),
            Gen.OneOf(" eq ", " ne ", " pr", " gt ", " co ", " and ", " or ", "not ", "(", ")", "[", "]", ".", " "),
            Gen.OneOf("\"a\"", "\"\\u00", "\"", "\\", "true", "null", "-1e5", "1e999", "\ud800", "\0"),
            Gen.String[0, 3])
        .Array[0, 12].Select(string.Concat);

    public static Gen<Filter> Filter(int depth) => depth == 0 ? Leaf : Gen.OneOf(
        Leaf,
        Gen.Select(Filter(depth - 1), Filter(depth - 1), (left, right) => (Filter)new And(left, right)),
        Gen.Select(Filter(depth - 1), Filter(depth - 1), (left, right) => (Filter)new Or(left, right)),
        Filter(depth - 1).Select(operand => (Filter)new Not(operand)),
        Filter(depth - 1).Select(condition => (Filter)new ValuePath(new AttributePath(null, "emails", null), condition)));

    static bool IsText(string text) => !text.Contains('\0', StringComparison.Ordinal) && text.EnumerateRunes().All(rune => rune.Value != 0xFFFD);
}
