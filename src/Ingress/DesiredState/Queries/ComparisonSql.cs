using System.Globalization;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>Compares one value with that of a filter, by the attribute's type (RFC 7644 table 3). NULL counts as false.</summary>
static class ComparisonSql
{
    /// <summary>The condition; the comparison is one that <see cref="FilterCheck"/> found in order, and not <c>ne</c>.</summary>
    /// <exception cref="ScimException">400 invalidFilter: a time that is kept as text.</exception>
    public static string Condition(SchemaAttribute attribute, SqlValue value, CompareOperator comparison, string sought, SqlParameters parameters) =>
        attribute.Type switch
        {
            AttributeType.Boolean => bool.TryParse(sought, out var boolean) ? $"{value.Json} = '{(boolean ? "true" : "false")}'::jsonb" : "FALSE",
            AttributeType.Integer or AttributeType.Decimal => NumberCondition(value, comparison, sought, parameters),
            AttributeType.DateTime => value.Time is { } column && DateTimeValue.TryParse(sought, out var time)
                ? TimeCondition(column, comparison, time.ToUniversalTime(), parameters)
                : throw ScimException.InvalidFilter($"{attribute.Name} cannot be filtered by."),
            _ when attribute.CaseExact => TextCondition(value.Text, comparison, parameters.Add(sought)),
            _ => TextCondition(value.Folded, comparison, parameters.AddFolded(sought)),
        };

    /// <summary>The value as a number, NULL if it is none.</summary>
    public static string Number(SqlValue value) => $"(CASE jsonb_typeof({value.Json}) WHEN 'number' THEN {value.Json}::numeric END)";

    // "C": the order of code points, whatever the locale of the database.
    static string TextCondition(string text, CompareOperator comparison, string sought) => comparison switch
    {
        CompareOperator.Eq => $"{text} = {sought}",
        CompareOperator.Co => $"strpos({text}, {sought}) > 0",
        CompareOperator.Sw => $"starts_with({text}, {sought})",
        CompareOperator.Ew => $"right({text}, length({sought})) = {sought}",
        _ => $"{text} COLLATE \"C\" {Sign(comparison)} {sought}",
    };

    static string NumberCondition(SqlValue value, CompareOperator comparison, string sought, SqlParameters parameters) =>
        decimal.TryParse(sought, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? $"{Number(value)} {Sign(comparison)} {parameters.Add(number)}"
            : "FALSE";

    // The column holds whole microseconds; what a filter says may lie between two of them.
    static string TimeCondition(string column, CompareOperator comparison, DateTimeOffset time, SqlParameters parameters)
    {
        var rest = time.Ticks % TimeSpan.TicksPerMicrosecond;
        if (rest == 0)
            return $"{column} {Sign(comparison)} {parameters.Add(time)}";
        var before = parameters.Add(time.AddTicks(-rest));
        return comparison switch
        {
            CompareOperator.Gt or CompareOperator.Ge => $"{column} > {before}",
            CompareOperator.Lt or CompareOperator.Le => $"{column} <= {before}",
            _ => "FALSE",
        };
    }

    static string Sign(CompareOperator comparison) => comparison switch
    {
        CompareOperator.Eq => "=",
        CompareOperator.Gt => ">",
        CompareOperator.Ge => ">=",
        CompareOperator.Lt => "<",
        CompareOperator.Le => "<=",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };
}
