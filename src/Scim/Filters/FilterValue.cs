using System.Globalization;

namespace Blink.Pipeline.Scim.Filters;

/// <summary>
/// What an attribute is compared with: a <see cref="TextValue"/>, <see cref="NumberValue"/>, <see cref="BooleanValue"/> or
/// <see cref="NullValue"/>.
/// </summary>
public abstract record FilterValue
{
    private protected FilterValue()
    {
    }

    /// <summary>The value as text, whichever way it was written: values without quotes may be meant as text; "" for null.</summary>
    public string ToText() => this switch
    {
        TextValue(var text) => text,
        NumberValue(var number) => number.ToString(CultureInfo.InvariantCulture),
        BooleanValue(var boolean) => boolean ? "true" : "false",
        _ => "",
    };
}
