using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>Compares JSON with what matters of it: null means absent, and members that are not named may be anything.</summary>
static class Expected
{
    public static void AssertHolds(JsonNode expected, JsonNode? actual, string where)
    {
        switch (expected)
        {
            case JsonObject members when actual is JsonObject json:
                foreach (var (name, value) in members)
                    AssertMember(name, value, json, where);
                break;
            case JsonArray elements when actual is JsonArray array && array.Count == elements.Count:
                for (var index = 0; index < elements.Count; index++)
                    AssertHolds(elements[index]!, array[index], $"{where}/{index}");
                break;
            default:
                Assert.True(expected is JsonValue && JsonNode.DeepEquals(expected, actual),
                    $"{where}: expected {expected.ToJsonString()}, found {actual?.ToJsonString() ?? "nothing"}");
                break;
        }
    }

    static void AssertMember(string name, JsonNode? value, JsonObject actual, string where)
    {
        if (value is null)
            Assert.False(actual.ContainsKey(name), $"{where}/{name}: expected nothing, found {actual[name]?.ToJsonString() ?? "null"}");
        else
            AssertHolds(value, actual[name], $"{where}/{name}");
    }
}
