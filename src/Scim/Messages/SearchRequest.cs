using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Scim.Messages;

/// <summary>What a query asks for (RFC 7644 §3.4.2, §3.4.3; RFC 9865 §2), from a query string or from the body of a search.</summary>
public sealed record SearchRequest
{
    const string IntegerExpected = "an integer is expected.";

    /// <summary>The attributes to return, separated by commas; null: those returned by default.</summary>
    public string? Attributes { get; private init; }

    /// <summary>The attributes to leave out, separated by commas.</summary>
    public string? ExcludedAttributes { get; private init; }

    /// <summary>The filter, not parsed yet; null: none.</summary>
    public string? Filter { get; private init; }

    /// <summary>The attribute to order by, as written; null: none.</summary>
    public string? SortBy { get; private init; }

    /// <summary><c>sortOrder</c>: whether the order is descending.</summary>
    public bool IsDescending { get; private init; }

    /// <summary>1-based, as given; null: not given. A number beyond 32 bits is as good as the largest: no listing is so long.</summary>
    public int? StartIndex { get; private init; }

    /// <summary>The most resources wanted, as given; null: not given.</summary>
    public int? Count { get; private init; }

    /// <summary>The cursor; empty: the first page of a listing by cursor; null: not given, so the listing is by index.</summary>
    public string? Cursor { get; private init; }

    /// <summary>Reads the parameters of a query string, which are looked up without case; null and blank mean not given.</summary>
    /// <exception cref="ScimException">400 invalidValue, naming the parameter.</exception>
    public static SearchRequest Read(Func<string, string?> parameter) => new()
    {
        Attributes = parameter("attributes"),
        ExcludedAttributes = parameter("excludedAttributes"),
        Filter = Given(parameter("filter")),
        SortBy = Given(parameter("sortBy")),
        IsDescending = ReadOrder(parameter("sortOrder")),
        StartIndex = ReadNumber("startIndex", parameter("startIndex")),
        Count = ReadNumber("count", parameter("count")),
        Cursor = parameter("cursor"),
    };

    /// <summary>Reads the body of a search; member names may be in any case, and what is not known is ignored.</summary>
    /// <exception cref="ScimException">400 invalidSyntax: not a SearchRequest; 400 invalidValue, naming the member.</exception>
    public static SearchRequest Parse(JsonNode? body)
    {
        if (body is not JsonObject json)
            throw ScimException.InvalidSyntax("The body must be one JSON object: a SearchRequest.");
        var members = new Dictionary<string, JsonNode?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in JsonMembers.Of(json))
            members[name] = value;
        // Clients that leave it out are understood; one that names another message has not meant a search.
        if (members.GetValueOrDefault("schemas") is { } schemas && !Names(schemas, ScimUrns.SearchRequest))
            throw ScimException.InvalidSyntax($"'schemas' of a search must be [\"{ScimUrns.SearchRequest}\"].");
        return Read(name => members.GetValueOrDefault(name) is { } value ? Text(name, value) : null);
    }

    static string Text(string name, JsonNode value) => (name, value.GetValueKind()) switch
    {
        ("attributes" or "excludedAttributes", JsonValueKind.Array) => string.Join(',', value.AsArray().Select(element => TextOf(name, element))),
        ("startIndex" or "count", JsonValueKind.Number) => value.ToJsonString(),
        ("startIndex" or "count", _) => throw ScimException.InvalidValue(name, IntegerExpected),
        _ => TextOf(name, value),
    };

    static string TextOf(string name, JsonNode? value) => value?.GetValueKind() == JsonValueKind.String
        ? JsonMembers.Text(value, name)
        : throw ScimException.InvalidValue(name, "text is expected.");

    static bool Names(JsonNode schemas, string urn) => schemas is JsonArray array && array.Any(schema =>
        schema?.GetValueKind() == JsonValueKind.String && JsonMembers.Text(schema, "schemas").Equals(urn, StringComparison.OrdinalIgnoreCase));

    static int? ReadNumber(string name, string? text)
    {
        if (Given(text) is not { } given)
            return null;
        return given.Length < 100 && BigInteger.TryParse(given, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (int)BigInteger.Clamp(number, int.MinValue, int.MaxValue)
            : throw ScimException.InvalidValue(name, IntegerExpected);
    }

    static bool ReadOrder(string? text) => Given(text)?.ToUpperInvariant() switch
    {
        null or "ASCENDING" => false,
        "DESCENDING" => true,
        _ => throw ScimException.InvalidValue("sortOrder", "\"ascending\" or \"descending\" is expected."),
    };

    static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
