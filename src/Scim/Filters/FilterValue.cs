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
}
