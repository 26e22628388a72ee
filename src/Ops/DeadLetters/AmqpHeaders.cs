using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Headers of a message as JSON, and back. What PostgreSQL's text cannot hold is kept as bytes, so nothing is lost.</summary>
static class AmqpHeaders
{
    const string Bytes = "$bytes";
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The headers as a JSON object.</summary>
    public static JsonObject ToJson(IDictionary<string, object?>? headers)
    {
        var json = new JsonObject();
        foreach (var (name, value) in headers ?? new Dictionary<string, object?>())
            json[Printable(name)] = ToNode(value);
        return json;
    }

    /// <summary>The value that <see cref="ToJson"/> was given, a number as <see langword="long"/> or <see langword="double"/>.</summary>
    public static object? FromJson(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(FromJson).ToList(),
        JsonValueKind.Object when value.TryGetProperty(Bytes, out var bytes) => bytes.GetBytesFromBase64(),
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(field => field.Name, field => FromJson(field.Value)),
        _ => null,
    };

    /// <summary>A text without the one character that PostgreSQL refuses.</summary>
    public static string Printable(string text) => text.Replace('\0', '\uFFFD');

    static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        byte[] bytes => Text(bytes) is { } text ? text : new JsonObject { [Bytes] = Convert.ToBase64String(bytes) },
        string text => Printable(text),
        bool boolean => boolean,
        byte or sbyte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong or decimal => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        AmqpTimestamp time => time.UnixTime,
        float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)) =>
            Convert.ToDouble(value, CultureInfo.InvariantCulture),
        IDictionary<string, object?> table => ToJson(table),
        IEnumerable<object?> list => new JsonArray([.. list.Select(ToNode)]),
        BinaryTableValue binary => new JsonObject { [Bytes] = Convert.ToBase64String(binary.Bytes) },
        _ => Printable(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    static string? Text(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes) is var text && !text.Contains('\0') ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
