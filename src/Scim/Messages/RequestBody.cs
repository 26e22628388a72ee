using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Scim.Messages;

/// <summary>Reads the body of a request as JSON.</summary>
public static class RequestBody
{
    /// <summary>How deep a body may nest unless said otherwise; a resource needs four levels, a Bulk request a few more.</summary>
    public const int DefaultMaxDepth = 32;

    /// <summary>Parses UTF-8 JSON; a byte order mark is skipped.</summary>
    /// <exception cref="ScimException">
    /// 400 invalidSyntax: empty, malformed, nested deeper than <paramref name="maxDepth"/>, or a member given twice.
    /// </exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8, int maxDepth = DefaultMaxDepth)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        try
        {
            // Duplicates are refused here: a JsonObject would throw about them only when it is first looked into.
            var options = new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false };
            return JsonNode.Parse(utf8, documentOptions: options);
        }
        catch (JsonException exception)
        {
            // Only a fault of form has a place; a member given twice has none.
            throw ScimException.InvalidSyntax(exception.LineNumber is { } line
                ? $"The body is not well-formed JSON, or nests deeper than {maxDepth} levels (line {line + 1}, byte {exception.BytePositionInLine})."
                : "An object of the body has a member twice.");
        }
        catch (InvalidOperationException)
        {
            throw ScimException.InvalidSyntax("The body holds a member name that is not valid Unicode text.");
        }
    }
}
