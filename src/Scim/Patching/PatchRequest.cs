using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Patching;

/// <summary>A PATCH: operations that are applied in order, all or none (RFC 7644 §3.5.2).</summary>
public sealed record PatchRequest(IReadOnlyList<PatchOperation> Operations)
{
    /// <summary>
    /// The document after the operations. The given document, one that <see cref="ResourceReader"/> or this method made, is not
    /// changed; if the operations change nothing, the result equals it (<see cref="JsonNode.DeepEquals"/>).
    /// </summary>
    /// <exception cref="ScimException">
    /// 400 invalidPath, noTarget, mutability, invalidValue or invalidFilter, of the first operation that cannot be applied.
    /// </exception>
    public JsonObject Apply(ResourceType resourceType, JsonObject current)
    {
        var document = (JsonObject)current.DeepClone();
        var patcher = new ResourcePatcher(resourceType, document);
        foreach (var operation in Operations)
            patcher.Apply(operation);
        ResourceDocument.Finish(resourceType, document);
        return document;
    }
}
