using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Headers of a message as JSON, and back. What PostgreSQL's text cannot hold is kept as bytes, so nothing is lost.</summary>
static class AmqpHeaders
{
    // An object of this one member stands for bytes; a table that looks like it is written with one more $, which reading takes off.
    const string Bytes = "$bytes";
    const char Escape = '$';

    // Nobody nests headers; the JSON writer gives up at a thousand levels.
    const int DeepestLevel = 50;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The headers as a JSON object, without those that are nested too deeply to be written.</summary>
    public static JsonObject ToJson(IDictionary<string, object?>? headers)
    {
        var json = new JsonObject();
        foreach (var (name, value) in headers ?? new Dictionary<string, object?>())
        {
            if (IsWithin(value, DeepestLevel))
                json[Printable(name)] = ToNode(value);
        }
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
        JsonValueKind.Object => FromObject([.. value.EnumerateObject()]),
        _ => null,
    };

    /// <summary>A text without what PostgreSQL refuses: the character NUL, and halves of surrogate pairs.</summary>
    public static string Printable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    static object? FromObject(JsonProperty[] fields) => fields switch
    {
        [{ Name: Bytes, Value: { ValueKind: JsonValueKind.String } text }] when text.TryGetBytesFromBase64(out var bytes) => bytes,
        [{ Name: var name, Value: var value }] when IsEscaped(name) => new Dictionary<string, object?> { [name[1..]] = FromJson(value) },
        _ => fields.ToDictionary(field => field.Name, field => FromJson(field.Value)),
    };

    static bool IsEscaped(string name) => name.Length > Bytes.Length && LooksLikeBytes(name);

    static bool LooksLikeBytes(string name) => name.EndsWith(Bytes, StringComparison.Ordinal) && name.AsSpan(0, name.Length - Bytes.Length).TrimStart(Escape).IsEmpty;

    static JsonObject Table(IDictionary<string, object?> table) => table.Count == 1 && table.Keys.Single() is var name && LooksLikeBytes(name)
        ? new JsonObject { [Escape + name] = ToNode(table[name]) }
        : ToJson(table);

    static bool IsWithin(object? value, int levels) => value switch
    {
        byte[] or string => true,
        IDictionary<string, object?> table => levels > 0 && table.Values.All(one => IsWithin(one, levels - 1)),
        IEnumerable<object?> list => levels > 0 && list.All(one => IsWithin(one, levels - 1)),
        _ => true,
    };

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
        IDictionary<string, object?> table => Table(table),
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
