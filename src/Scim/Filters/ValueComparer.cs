using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Filters;

/// <summary>Compares one value with the value of a filter, by the attribute's type (RFC 7644 table 3).</summary>
static class ValueComparer
{
    /// <summary>Refuses what cannot be compared, whatever the values are.</summary>
    /// <exception cref="ScimException">400 invalidFilter.</exception>
    public static void Check(SchemaAttribute attribute, AttributePath path, CompareOperator comparison, FilterValue value)
    {
        var isEquality = comparison is CompareOperator.Eq or CompareOperator.Ne;
        var isPartial = comparison is CompareOperator.Co or CompareOperator.Sw or CompareOperator.Ew;
        var isRefused = attribute.Type switch
        {
            AttributeType.Boolean => !isEquality,
            AttributeType.Binary => !isEquality && !isPartial,
            AttributeType.DateTime or AttributeType.Integer or AttributeType.Decimal => isPartial,
            _ => false,
        };
        if (isRefused || (value is NullValue && !isEquality))
            throw ScimException.InvalidFilter($"{path} cannot be compared with {comparison.ToString().ToLowerInvariant()} and this value.");
        if (attribute.Type == AttributeType.DateTime
            && value is not NullValue
            && !DateTimeValue.TryParse(value.ToText(), out _))
            throw ScimException.InvalidFilter($"{path} is a time; compare it with one such as \"2011-05-13T04:42:34Z\".");
    }

    /// <summary>Whether the value stands in that relation to the filter's; one of another type never does. <c>ne</c> is the caller's.</summary>
    public static bool Matches(SchemaAttribute attribute, JsonNode value, CompareOperator comparison, FilterValue sought) => attribute.Type switch
    {
        AttributeType.Boolean => bool.TryParse(sought.ToText(), out var boolean)
            && value.GetValueKind() == (boolean ? JsonValueKind.True : JsonValueKind.False),
        AttributeType.Integer or AttributeType.Decimal => value.GetValueKind() == JsonValueKind.Number
            && value.AsValue().TryGetValue<decimal>(out var number)
            && decimal.TryParse(sought.ToText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var soughtNumber)
            && Holds(comparison, number.CompareTo(soughtNumber)),
        AttributeType.DateTime => value.GetValueKind() == JsonValueKind.String
            && DateTimeValue.TryParse(value.GetValue<string>(), out var time)
            && DateTimeValue.TryParse(sought.ToText(), out var soughtTime)
            && Holds(comparison, time.CompareTo(soughtTime)),
        _ => value.GetValueKind() == JsonValueKind.String && MatchesText(attribute, value.GetValue<string>(), comparison, sought.ToText()),
    };

    static bool MatchesText(SchemaAttribute attribute, string text, CompareOperator comparison, string sought)
    {
        (text, sought) = (ComparableText.Of(attribute, text), ComparableText.Of(attribute, sought));
        return comparison switch
        {
            CompareOperator.Co => text.Contains(sought, StringComparison.Ordinal),
            CompareOperator.Sw => text.StartsWith(sought, StringComparison.Ordinal),
            CompareOperator.Ew => text.EndsWith(sought, StringComparison.Ordinal),
            _ => Holds(comparison, ComparableText.Compare(text, sought)),
        };
    }

    static bool Holds(CompareOperator comparison, int order) => comparison switch
    {
        CompareOperator.Eq => order == 0,
        CompareOperator.Gt => order > 0,
        CompareOperator.Ge => order >= 0,
        CompareOperator.Lt => order < 0,
        CompareOperator.Le => order <= 0,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };
}
