using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Scim.Patching;

/// <summary>
/// Reads the body of a PATCH (RFC 7644 §3.5.2). Member names and operations may be in any case: Entra sends "Add", "Replace", "Remove".
/// </summary>
public static class Patch
{
    /// <summary>Parses the body; what its paths mean is only known when it is applied.</summary>
    /// <remarks>No operations at all are accepted and change nothing: Microsoft's validator sends such a PATCH.</remarks>
    /// <exception cref="ScimException">400 invalidSyntax; 400 noTarget: a remove without path; 413: too many operations or values.</exception>
    public static PatchRequest Parse(JsonNode? body, PatchLimits? limits = null)
    {
        limits ??= PatchLimits.Default;
        if (body is not JsonObject json)
            throw ScimException.InvalidSyntax("The body must be one JSON object: a PatchOp.");
        var members = JsonMembers.ByName(json);
        MessageSchemas.Check(members, ScimUrns.PatchOp);
        if (members.GetValueOrDefault("Operations") is not JsonArray operations)
            throw ScimException.InvalidSyntax("The body must have an array 'Operations'.");
        if (operations.Count > limits.MaxOperations)
            throw ScimException.PayloadTooLarge($"The PATCH has {operations.Count} operations; at most {limits.MaxOperations} are accepted. Send it in several parts.");
        PatchOperation[] parsed = [.. operations.Select(ParseOperation)];
        // Counted here, before anybody waits for what they ask.
        var values = parsed.Sum(operation => JsonMembers.ValuesIn(operation.Value));
        if (values > limits.MaxValues)
            throw ScimException.PayloadTooLarge(
                $"The PATCH has {values} values, counting each element and each member; at most {limits.MaxValues} are accepted. Send it in several parts.");
        return new PatchRequest(parsed);
    }

    static PatchOperation ParseOperation(JsonNode? operation, int index)
    {
        if (operation is not JsonObject json)
            throw ScimException.InvalidSyntax($"Operations[{index}] must be an object.");
        var members = JsonMembers.ByName(json);
        var type = ParseType(members.GetValueOrDefault("op"), index);
        var path = ParsePath(members.GetValueOrDefault("path"), index);
        if (type == PatchOperationType.Remove && path is null)
            throw ScimException.NoTarget($"Operations[{index}] is a remove without 'path'. Say what to remove.");
        if (type != PatchOperationType.Remove && !members.ContainsKey("value"))
            throw ScimException.InvalidSyntax($"Operations[{index}] must have a 'value'.");
        return new PatchOperation(type, path, members.GetValueOrDefault("value"));
    }

    static PatchOperationType ParseType(JsonNode? op, int index)
    {
        var keyword = op?.GetValueKind() == JsonValueKind.String ? JsonMembers.Text(op, "op") : "";
        foreach (var type in Enum.GetValues<PatchOperationType>())
        {
            if (type.ToString().Equals(keyword, StringComparison.OrdinalIgnoreCase))
                return type;
        }
        throw ScimException.InvalidSyntax($"'op' of Operations[{index}] must be add, remove or replace.");
    }

    static string? ParsePath(JsonNode? path, int index)
    {
        if (path is null)
            return null;
        if (path.GetValueKind() != JsonValueKind.String)
            throw ScimException.InvalidSyntax($"'path' of Operations[{index}] must be text.");
        var text = JsonMembers.Text(path, "path").Trim();
        return text.Length == 0 ? null : text;
    }
}
