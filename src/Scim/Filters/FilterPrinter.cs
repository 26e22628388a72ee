using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Blink.Pipeline.Scim.Filters;

/// <summary>Writes filters as text that parses to the same filter.</summary>
static class FilterPrinter
{
    public static string Print(Filter filter) => filter switch
    {
        Comparison(var path, var comparison, var value) => $"{path} {Keyword(comparison)} {Print(value)}",
        Present(var path) => $"{path} pr",
        And(var left, var right) => $"{Operand(left, filter)} and {Operand(right, filter)}",
        Or(var left, var right) => $"{Operand(left, filter)} or {Operand(right, filter)}",
        Not(var operand) => $"not ({Print(operand)})",
        ValuePath(var path, var condition) => $"{path}[{Print(condition)}]",
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    // Chains are read from the left: only a chain of the same kind on the left stands without parentheses.
    static string Operand(Filter operand, Filter parent)
    {
        var isBare = operand is not (And or Or)
            || (operand.GetType() == parent.GetType() && ReferenceEquals(operand, Left(parent)))
            || (parent is Or && operand is And);
        return isBare ? Print(operand) : $"({Print(operand)})";
    }

    static Filter Left(Filter parent) => parent is And and ? and.Left : ((Or)parent).Left;

    static string Keyword(CompareOperator comparison) => comparison switch
    {
        CompareOperator.Eq => "eq",
        CompareOperator.Ne => "ne",
        CompareOperator.Co => "co",
        CompareOperator.Sw => "sw",
        CompareOperator.Ew => "ew",
        CompareOperator.Gt => "gt",
        CompareOperator.Ge => "ge",
        CompareOperator.Lt => "lt",
        _ => "le",
    };

    static string Print(FilterValue value) => value switch
    {
        TextValue(var text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"",
        NumberValue(var number) => number.ToString(CultureInfo.InvariantCulture),
        BooleanValue(var boolean) => boolean ? "true" : "false",
        _ => "null",
    };
}
