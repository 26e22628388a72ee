using System.Net;
using System.Text.Json.Nodes;

namespace Blink.Pipeline.EntraSimulator.Tests.Provisioning;

/// <summary>
/// A SCIM server in memory, as small as the simulator's requests allow. Written from the RFC and Entra's documents, not from
/// the simulator's own mapping, so that each checks the other.
/// </summary>
sealed class ScimStore : HttpMessageHandler
{
    readonly Lock gate = new();

    public Dictionary<string, JsonObject> Users { get; } = [];

    /// <summary>Every request as method, path and query, and body.</summary>
    public List<(string Method, string Target, string Body)> Requests { get; } = [];

    /// <summary>Set to answer a request with something else, or with an exception; null lets it through.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Trouble { get; set; } = _ => null;

    public string? Token { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (gate)
        {
            Requests.Add((request.Method.Method, request.RequestUri!.PathAndQuery, body));
            if (Token is not null && request.Headers.Authorization?.Parameter != Token) return new(HttpStatusCode.Unauthorized);
            return Trouble(request) ?? Answer(request, body);
        }
    }

    public JsonObject ByUserName(string userName) => Users.Values.Single(user => Text(user, "userName") == userName);

    HttpResponseMessage Answer(HttpRequestMessage request, string body)
    {
        var id = request.RequestUri!.AbsolutePath.Split("/Users").Last().Trim('/');
        if (id.Length == 0) return request.Method == HttpMethod.Post ? Create(body) : Query(request.RequestUri.Query);
        if (!Users.TryGetValue(id, out var user)) return new(HttpStatusCode.NotFound);
        if (request.Method == HttpMethod.Get) return Json(HttpStatusCode.OK, user);
        if (request.Method == HttpMethod.Patch) return Patch(user, body);
        Users.Remove(id);
        return new(HttpStatusCode.NoContent);
    }

    HttpResponseMessage Create(string body)
    {
        var user = (JsonObject)JsonNode.Parse(body)!;
        if (Users.Values.Any(other => Same(other, user))) return new(HttpStatusCode.Conflict);
        var id = Guid.NewGuid().ToString();
        user["id"] = id;
        Users[id] = user;
        return Json(HttpStatusCode.Created, user);
    }

    HttpResponseMessage Query(string query)
    {
        var filter = System.Web.HttpUtility.ParseQueryString(query)["filter"]!;
        var conditions = filter.Split(" and ").Select(condition => condition.Split(" eq ", 2)).ToList();
        var found = Users.Values.Where(user => conditions.All(condition => Matches(user, condition[0], JsonNode.Parse(condition[1])!.GetValue<string>())));
        return Json(HttpStatusCode.OK, new JsonObject { ["Resources"] = new JsonArray([.. found.Select(user => user.DeepClone())]) });
    }

    static bool Matches(JsonObject user, string attribute, string value) => attribute == "manager"
        ? user[Entra.Enterprise]?["manager"]?["value"]?.GetValue<string>() == value
        : string.Equals(Text(user, attribute), value, StringComparison.OrdinalIgnoreCase);

    static HttpResponseMessage Patch(JsonObject user, string body)
    {
        foreach (var operation in JsonNode.Parse(body)!["Operations"]!.AsArray())
        {
            if (operation!["path"] is { } path) Set(user, path.GetValue<string>(), operation["value"]);
            else foreach (var (key, value) in operation["value"]!.AsObject()) Set(user, key, value);
        }

        return Json(HttpStatusCode.OK, user);
    }

    static void Set(JsonObject user, string path, JsonNode? value)
    {
        if (path.Contains('[')) SetElement(user, path, value);
        else if (path == "active") user["active"] = value!.GetValueKind() is System.Text.Json.JsonValueKind.String ? bool.Parse(value.GetValue<string>()) : value.GetValue<bool>();
        else if (path == Entra.Enterprise + ":manager") Put(Container(user, Entra.Enterprise), "manager", value is null ? null : new JsonObject { ["value"] = value.DeepClone() });
        else if (path.StartsWith("urn:", StringComparison.Ordinal)) Put(Container(user, path[..path.LastIndexOf(':')]), path[(path.LastIndexOf(':') + 1)..], value);
        else if (path.Split('.') is [var parent, var child]) Put(Container(user, parent), child, value);
        else Put(user, path, value);
    }

    static void SetElement(JsonObject user, string path, JsonNode? value)
    {
        var name = path[..path.IndexOf('[')];
        var type = path.Split('"')[1];
        var elements = (JsonArray)(user[name] ??= new JsonArray());
        elements.RemoveAll(element => element!["type"]!.GetValue<string>() == type);
        if (value is not null && value.GetValue<string>().Length > 0) elements.Add(new JsonObject { ["type"] = type, ["value"] = value.DeepClone() });
    }

    static JsonObject Container(JsonObject user, string name) => (JsonObject)(user[name] ??= new JsonObject());

    static void Put(JsonObject holder, string name, JsonNode? value)
    {
        if (value is null || (value is JsonValue text && text.TryGetValue<string>(out var plain) && plain.Length == 0)) holder.Remove(name);
        else holder[name] = value.DeepClone();
    }

    static bool Same(JsonObject one, JsonObject other) => string.Equals(Text(one, "userName"), Text(other, "userName"), StringComparison.OrdinalIgnoreCase);

    static string? Text(JsonObject user, string attribute) => user[attribute]?.GetValue<string>();

    static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) => new(status) { Content = new StringContent(body.ToJsonString()) };
}
