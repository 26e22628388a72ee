using System.Text.Json.Nodes;

namespace Blink.Pipeline.Scim.Patching;

/// <summary>One operation of a PATCH (RFC 7644 §3.5.2).</summary>
/// <param name="Type">What to do.</param>
/// <param name="Path">Where; null for the resource itself.</param>
/// <param name="Value">The value sent, or null.</param>
public sealed record PatchOperation(PatchOperationType Type, string? Path, JsonNode? Value);
