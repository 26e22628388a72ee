using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>Looks into JSON that came from outside; System.Text.Json reports some faults of it only here.</summary>
static class JsonMembers
{
    /// <summary>The members of an object.</summary>
    /// <exception cref="ScimException">400 invalidSyntax: a member is given twice, or its name is not Unicode text.</exception>
    public static KeyValuePair<string, JsonNode?>[] Of(JsonObject json)
    {
        try
        {
            return [.. json];
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw ScimException.InvalidSyntax("An object of the body has a member twice, or one whose name is not valid Unicode text.");
        }
    }

    /// <summary>The members of a message by their names in any case; of two that differ in case only, the last one.</summary>
    /// <exception cref="ScimException">400 invalidSyntax, as for <see cref="Of"/>.</exception>
    public static Dictionary<string, JsonNode?> ByName(JsonObject json)
    {
        var members = new Dictionary<string, JsonNode?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Of(json))
            members[name] = value;
        return members;
    }

    /// <summary>How many values a value holds, counting each element and each member.</summary>
    /// <exception cref="ScimException">400 invalidSyntax, as for <see cref="Of"/>.</exception>
    public static int ValuesIn(JsonNode? value) => value switch
    {
        JsonArray array => array.Sum(element => 1 + ValuesIn(element)),
        JsonObject json => Of(json).Sum(member => 1 + ValuesIn(member.Value)),
        _ => 0,
    };

    /// <summary>The value of a JSON string.</summary>
    /// <exception cref="ScimException">400 invalidValue: it is not text that a database can hold.</exception>
    public static string Text(JsonNode value, string attribute)
    {
        try
        {
            var text = value.GetValue<string>();
            if (UnicodeText.IsStorable(text))
                return text;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8: JsonElement refuses to make a string of it.
        }
        throw ScimException.InvalidValue(attribute,
            "the value holds U+0000 or is not valid Unicode text. Correct it in the source directory.");
    }
}
