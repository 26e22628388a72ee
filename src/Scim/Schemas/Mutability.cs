namespace Blink.Pipeline.Scim.Schemas;

/// <summary>When an attribute may be written (RFC 7643 §7).</summary>
public enum Mutability
{
    ReadWrite,
    ReadOnly,

    /// <summary>May be given once, and not changed afterwards.</summary>
    Immutable,
    WriteOnly,
}
