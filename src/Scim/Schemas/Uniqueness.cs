namespace Blink.Pipeline.Scim.Schemas;

/// <summary>Among whom a value is unique (RFC 7643 §7).</summary>
public enum Uniqueness
{
    None,

    /// <summary>Within one organisation.</summary>
    Server,
    Global,
}
