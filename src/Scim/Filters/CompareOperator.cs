namespace Blink.Pipeline.Scim.Filters;

/// <summary>The comparisons of RFC 7644 table 3, by their keywords.</summary>
public enum CompareOperator
{
    Eq,
    Ne,
    Co,
    Sw,
    Ew,
    Gt,
    Ge,
    Lt,
    Le,
}
