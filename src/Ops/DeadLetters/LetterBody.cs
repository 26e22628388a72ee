using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>A letter's body for people.</summary>
static class LetterBody
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static readonly JsonSerializerOptions IndentedJson = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body as text; null: it is no UTF-8.</summary>
    public static string? Text(byte[] body)
    {
        try
        {
            return StrictUtf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>JSON with a line for each member; other text as it is; null: it is no text.</summary>
    public static string? Pretty(byte[] body)
    {
        try
        {
            return JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(body), IndentedJson);
        }
        catch (JsonException)
        {
            return Text(body);
        }
    }
}
