using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>An answer whose form was already found to be SCIM's.</summary>
public sealed record ScimAnswer(int Status, HttpResponseHeaders Headers, JsonObject Json)
{
    public HttpContentHeaders? ContentHeaders { get; init; }

    public int Total => (int)Json["totalResults"]!;

    /// <summary>The text at a path such as "Resources/0/id"; null when there is none.</summary>
    public string? Text(string path) => At(path)?.ToString();

    public JsonNode? At(string path) => path.Split('/').Aggregate((JsonNode?)Json, (node, name) => node switch
    {
        JsonArray array => int.Parse(name) < array.Count ? array[int.Parse(name)] : null,
        JsonObject json => json[name],
        _ => null,
    });
}
