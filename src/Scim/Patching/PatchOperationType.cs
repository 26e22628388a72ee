namespace Blink.Pipeline.Scim.Patching;

/// <summary>What a PATCH operation does (RFC 7644 §3.5.2).</summary>
public enum PatchOperationType
{
    Add,
    Remove,
    Replace,
}
