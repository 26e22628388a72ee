using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Scim.Bulk;

/// <summary>A bulk job (RFC 7644 §3.7).</summary>
/// <param name="FailOnErrors">After how many errors no further operation is carried out; null: all are.</param>
/// <param name="Operations">The operations, in order; those that cannot be read have an error.</param>
public sealed record BulkRequest(int? FailOnErrors, IReadOnlyList<BulkOperation> Operations)
{
    /// <summary>Reads a body. Member names and methods may be in any case.</summary>
    /// <param name="body">The body.</param>
    /// <param name="maxOperations">The most operations, as the service provider declares them.</param>
    /// <exception cref="ScimException">400 invalidSyntax: the job as a whole cannot be read; 413: it has too many operations.</exception>
    public static BulkRequest Parse(JsonNode? body, int maxOperations)
    {
        if (body is not JsonObject json)
            throw ScimException.InvalidSyntax("The body must be one JSON object: a BulkRequest.");
        var members = JsonMembers.ByName(json);
        MessageSchemas.Check(members, ScimUrns.BulkRequest);
        if (members.GetValueOrDefault("Operations") is not JsonArray operations)
            throw ScimException.InvalidSyntax("The body must have an array 'Operations'.");
        if (operations.Count > maxOperations)
        {
            throw ScimException.PayloadTooLarge(
                $"The job has {operations.Count} operations; maxOperations is {maxOperations}. Send it in several parts.");
        }
        var bulkIds = new HashSet<string>();
        return new BulkRequest(
            ParseFailOnErrors(members.GetValueOrDefault("failOnErrors")),
            [.. operations.Select(BulkOperationReader.Read).Select(operation => WithOwnBulkId(operation, bulkIds))]);
    }

    static int? ParseFailOnErrors(JsonNode? value)
    {
        if (value is null)
            return null;
        // More errors than a job can have operations are as good as no limit.
        if (value.GetValueKind() == JsonValueKind.Number && value.AsValue().TryGetValue<long>(out var number) && number > 0)
            return (int)Math.Min(number, int.MaxValue);
        throw ScimException.InvalidSyntax("'failOnErrors' must be an integer of 1 or more: after how many errors to stop.");
    }

    static BulkOperation WithOwnBulkId(BulkOperation operation, HashSet<string> bulkIds)
    {
        if (operation.BulkId is null || bulkIds.Add(operation.BulkId))
            return operation;
        return operation with
        {
            Error = operation.Error ?? ScimException.InvalidValue("bulkId", "an earlier operation of this job has it. Give each its own."),
        };
    }
}
