namespace Blink.Pipeline.Scim.Schemas;

/// <summary>What one bulk job may hold (RFC 7643 §5, RFC 7644 §3.7.4).</summary>
/// <param name="MaxOperations">The most operations.</param>
/// <param name="MaxPayloadSize">The most bytes of the body.</param>
public sealed record BulkLimits(int MaxOperations, int MaxPayloadSize);
