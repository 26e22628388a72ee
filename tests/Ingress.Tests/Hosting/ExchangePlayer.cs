using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>Sends the requests of one file and compares the answers. What an earlier answer had stands as {name} in later exchanges.</summary>
/// <remarks>
/// An exchange has <c>request</c> (method and path) and may have <c>body</c> (JSON) or <c>text</c> (a body as it stands),
/// <c>headers</c> (instead of Entra's usual ones), <c>as</c> (another organisation by any name, or "nobody": without token) and
/// <c>times</c> (so often at once). Of the answer it has <c>status</c>, or <c>statuses</c> with the number of each, and may have
/// <c>answer</c> (see <see cref="Expected"/>), <c>answerHeaders</c> (null: absent) and <c>remember</c> (name and place in the answer).
/// </remarks>
sealed class ExchangePlayer(IngressFixture ingress) : IDisposable
{
    static readonly JsonObject UsualHeaders = new()
    {
        ["Accept"] = "application/scim+json",
        ["User-Agent"] = "Entra",
        ["Content-Type"] = "application/scim+json; charset=utf-8",
    };

    readonly Dictionary<string, ScimClient> clients = [];
    readonly Dictionary<string, string> remembered = [];

    /// <summary>Plays one exchange; a failure says where, what was expected and what came.</summary>
    public async Task PlayAsync(JsonObject exchange, string where)
    {
        var told = JsonNode.Parse(remembered.Aggregate(exchange.ToJsonString(), (text, pair) => text.Replace($"{{{pair.Key}}}", pair.Value)))!.AsObject();
        var client = await ClientAsync((string?)told["as"] ?? "");
        var answers = await Task.WhenAll(Enumerable.Range(0, (int?)told["times"] ?? 1).Select(_ => client.SendAsync(Request(client, told))));
        where = $"{where} ({told["request"]})";
        foreach (var (status, number) in told["statuses"]?.AsObject() ?? new JsonObject { [told["status"]!.ToString()] = answers.Length })
            AssertStatuses(answers, int.Parse(status), (int)number!, where);
        if (told["answer"] is { } expected)
            Expected.AssertHolds(expected, answers[0].Json, where);
        AssertHeaders(told["answerHeaders"]?.AsObject() ?? [], answers[0], where);
        foreach (var (name, at) in told["remember"]?.AsObject() ?? [])
            remembered[name] = answers[0].Text((string)at!) ?? throw new InvalidOperationException($"{where}: nothing at {at}");
    }

    public void Dispose()
    {
        foreach (var client in clients.Values)
            client.Dispose();
    }

    async Task<ScimClient> ClientAsync(string name)
    {
        if (!clients.TryGetValue(name, out var client))
            clients[name] = client = name == "nobody" ? ingress.Host.ClientOf(null) : await ingress.ClientAsync();
        return client;
    }

    static HttpRequestMessage Request(ScimClient client, JsonObject told)
    {
        var line = ((string)told["request"]!).Split(' ', 2);
        var request = new HttpRequestMessage(new HttpMethod(line[0]), client.Address(line[1]));
        if (((string?)told["text"] ?? told["body"]?.ToJsonString()) is { } body)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in told["headers"]?.AsObject() ?? UsualHeaders)
        {
            if (!request.Headers.TryAddWithoutValidation(name, (string?)value))
                request.Content?.Headers.TryAddWithoutValidation(name, (string?)value);
        }
        return request;
    }

    static void AssertStatuses(IReadOnlyList<ScimAnswer> answers, int status, int number, string where)
    {
        var found = answers.Count(answer => answer.Status == status);
        var first = answers.FirstOrDefault(answer => answer.Status != status);
        Assert.True(found == number, $"{where}: expected {number} x {status}, found {found}; another is {first?.Status} {first?.Json.ToJsonString()}");
    }

    static void AssertHeaders(JsonObject expected, ScimAnswer answer, string where)
    {
        foreach (var (name, value) in expected)
        {
            IEnumerable<HttpHeaders> headers = answer.ContentHeaders is null ? [answer.Headers] : [answer.Headers, answer.ContentHeaders];
            var found = headers.SelectMany(all => all.NonValidated).Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(header => header.Value.ToString()).FirstOrDefault();
            Assert.True((string?)value == found, $"{where}: expected the header {name} to be {value ?? "absent"}, found {found ?? "none"}");
        }
    }
}
