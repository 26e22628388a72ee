using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Scim.Bulk;

/// <summary>
/// Puts ids in the place of the references of one operation, in its data and in its path (RFC 7644 §3.7.2). A reference is a text that
/// is "bulkId:" and the bulkId of a POST, wherever it stands: before that POST, after it, or in it.
/// </summary>
/// <param name="idOf">The id that the resource of a bulkId has or will have.</param>
public sealed class BulkIdResolver(Func<string, string> idOf)
{
    const string Prefix = "bulkId:";

    readonly HashSet<string> references = [];

    /// <summary>The bulkIds that were referred to.</summary>
    public IReadOnlyCollection<string> References => references;

    public static bool IsReference(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The id that is referred to; any other text as it is.</summary>
    public string Resolve(string text)
    {
        if (!IsReference(text))
            return text;
        var bulkId = text[Prefix.Length..];
        references.Add(bulkId);
        return idOf(bulkId);
    }

    /// <summary>A copy with ids in the place of references.</summary>
    public JsonNode? Resolve(JsonNode? value) => value switch
    {
        JsonObject json => new JsonObject(JsonMembers.Of(json).Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Resolve)]),
        JsonValue when ReferenceIn(value) is { } reference => JsonValue.Create(Resolve(reference)),
        _ => value?.DeepClone(),
    };

    static string? ReferenceIn(JsonNode value)
    {
        try
        {
            return value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var text && IsReference(text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Not Unicode text: whoever reads the data refuses it, if it is needed at all.
            return null;
        }
    }
}
