using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Scim.Bulk;

/// <summary>Reads one operation as far as it can be read: what is wrong is its error, and what is right still names it in the answer.</summary>
sealed class BulkOperationReader
{
    readonly Dictionary<string, JsonNode?> members;
    ScimException? error;

    BulkOperationReader(Dictionary<string, JsonNode?> members) => this.members = members;

    public static BulkOperation Read(JsonNode? operation)
    {
        if (operation is not JsonObject json)
            return new BulkOperation { Error = ScimException.InvalidSyntax("An operation must be an object.") };
        try
        {
            return new BulkOperationReader(JsonMembers.ByName(json)).Read();
        }
        catch (ScimException exception)
        {
            return new BulkOperation { Error = exception };
        }
    }

    BulkOperation Read()
    {
        var methodName = Text("method")?.ToUpperInvariant();
        var method = Method(methodName);
        var operation = new BulkOperation
        {
            Method = method,
            MethodName = methodName,
            BulkId = Text("bulkId"),
            Version = Text("version"),
            Path = Text("path"),
            Data = members.GetValueOrDefault("data"),
        };
        if (string.IsNullOrEmpty(operation.Path))
            Refuse("An operation must have a 'path': the endpoint for a POST, else the resource.");
        if (method == BulkMethod.Post && string.IsNullOrEmpty(operation.BulkId))
            Refuse("A POST must have a 'bulkId', by which the answer names the new resource.");
        if (method != BulkMethod.Delete && operation.Data is null)
            Refuse("A POST, PUT or PATCH must have 'data': the body that it would have as a request of its own.");
        return operation with { Error = error };
    }

    BulkMethod? Method(string? name)
    {
        foreach (var method in Enum.GetValues<BulkMethod>())
        {
            if (method.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
                return method;
        }
        Refuse("'method' must be POST, PUT, PATCH or DELETE.");
        return null;
    }

    string? Text(string name)
    {
        if (members.GetValueOrDefault(name) is not { } value)
            return null;
        try
        {
            return value.GetValueKind() == JsonValueKind.String
                ? JsonMembers.Text(value, name)
                : throw ScimException.InvalidSyntax($"'{name}' must be text.");
        }
        catch (ScimException exception)
        {
            error ??= exception;
            return null;
        }
    }

    void Refuse(string detail) => error ??= ScimException.InvalidSyntax(detail);
}
