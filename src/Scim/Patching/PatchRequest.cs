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
    /// <param name="resourceType">The type of the resource.</param>
    /// <param name="current">The document.</param>
    /// <param name="work">What this PATCH and others may cost together; null: it has the measure of one PATCH for itself.</param>
    /// <exception cref="ScimException">
    /// 400 invalidPath, noTarget, mutability, invalidValue or invalidFilter, of the first operation that cannot be applied; 413: the
    /// operations cost too much.
    /// </exception>
    public JsonObject Apply(ResourceType resourceType, JsonObject current, PatchWork? work = null)
    {
        work ??= new PatchWork();
        // Before the copy is made: a small PATCH of a large document is mostly the copy.
        work.Copy(current);
        var document = (JsonObject)current.DeepClone();
        var patcher = new ResourcePatcher(resourceType, document, work);
        foreach (var operation in Operations)
            patcher.Apply(operation);
        ResourceDocument.Finish(resourceType, document);
        return document;
    }
}
