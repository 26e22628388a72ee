using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Tests.Hosting;

namespace Blink.Pipeline.Ingress.Tests;

/// <summary>
/// Plays each file of the folder Entra: requests as Entra and its validators send them, and what of the answers matters. In what
/// is expected, null means absent, members that are not named may be anything, and {name} is what an earlier answer had.
/// </summary>
public sealed class EntraTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Entra"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Entra_is_answered_as_it_needs(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Entra", file + ".json");
        var exchanges = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!["exchanges"]!.AsArray();
        using var client = await ingress.ClientAsync();
        var remembered = new Dictionary<string, string>();
        for (var number = 0; number < exchanges.Count; number++)
            await PlayAsync(client, exchanges[number]!, remembered, $"{file}, exchange {number + 1}");
    }

    static async Task PlayAsync(ScimClient client, JsonNode exchange, Dictionary<string, string> remembered, string where)
    {
        var told = JsonNode.Parse(remembered.Aggregate(exchange.ToJsonString(), (text, pair) => text.Replace($"{{{pair.Key}}}", pair.Value)))!;
        var request = ((string)told["request"]!).Split(' ', 2);
        var answer = await client.SendAsync(new HttpMethod(request[0]), request[1], told["body"]?.ToJsonString());
        Assert.True((int)told["status"]! == answer.Status, $"{where}: {answer.Status} {answer.Json.ToJsonString()}");
        if (told["answer"] is { } expected)
            AssertHolds(expected, answer.Json, where);
        foreach (var (name, at) in told["remember"]?.AsObject() ?? [])
            remembered[name] = answer.Text((string)at!) ?? throw new InvalidOperationException($"{where}: nothing at {at}");
    }

    static void AssertHolds(JsonNode expected, JsonNode? actual, string where)
    {
        switch (expected)
        {
            case JsonObject members:
                Assert.True(actual is JsonObject, $"{where} is {actual?.ToJsonString() ?? "absent"}");
                foreach (var (name, value) in members)
                    AssertMember(name, value, actual!.AsObject(), where);
                break;
            case JsonArray elements:
                Assert.True(actual is JsonArray array && array.Count == elements.Count, $"{where} is {actual?.ToJsonString() ?? "absent"}");
                for (var i = 0; i < elements.Count; i++)
                    AssertHolds(elements[i]!, actual![i], $"{where}/{i}");
                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{where} is {actual?.ToJsonString() ?? "absent"}");
                break;
        }
    }

    static void AssertMember(string name, JsonNode? value, JsonObject actual, string where)
    {
        if (value is null)
            Assert.False(actual.ContainsKey(name), $"{where}/{name} is {actual[name]?.ToJsonString() ?? "null"}");
        else
            AssertHolds(value, actual[name], $"{where}/{name}");
    }
}
