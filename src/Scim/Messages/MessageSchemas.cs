using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Scim.Messages;

/// <summary>Checks that a body is the message that it was sent as.</summary>
static class MessageSchemas
{
    /// <summary>
    /// Clients that leave <c>schemas</c> out are understood; one that names another message has not meant this one.
    /// </summary>
    /// <exception cref="ScimException">400 invalidSyntax.</exception>
    public static void Check(IReadOnlyDictionary<string, JsonNode?> members, string urn)
    {
        var schemas = members.GetValueOrDefault("schemas");
        if (schemas is not null && (schemas is not JsonArray array || !array.Any(schema => Is(schema, urn))))
            throw ScimException.InvalidSyntax($"'schemas' of this request must be [\"{urn}\"].");
    }

    static bool Is(JsonNode? schema, string urn) =>
        schema?.GetValueKind() == JsonValueKind.String
        && JsonMembers.Text(schema, "schemas").Equals(urn, StringComparison.OrdinalIgnoreCase);
}
