namespace Blink.Pipeline.Scim.Schemas;

/// <summary>When an attribute is returned (RFC 7643 §7).</summary>
public enum Returned
{
    Default,
    Always,
    Never,

    /// <summary>Only if the request names it in <c>attributes</c>.</summary>
    Request,
}
