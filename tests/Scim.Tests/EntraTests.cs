using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Patching;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Scim.Tests;

/// <summary>
/// Entra's recorded traffic: each Entra/*.json is a list of cases. <c>stored</c> is POSTed first and <c>patch</c> applied to it, or
/// <c>post</c> is read; the result is <c>expected</c>, or the request fails with <c>error</c> ("status scimType").
/// </summary>
public sealed class EntraTests
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order())
        {
            foreach (var item in Load(file))
                cases.Add(Path.GetFileName(file), item!["name"]!.GetValue<string>());
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_recorded_request_gives_the_expected_document(string file, string name)
    {
        var item = Load(Path.Combine(Folder, file)).OfType<JsonObject>().Single(item => item["name"]!.GetValue<string>() == name);
        if (item["error"] is { } error)
        {
            var refused = Assert.Throws<ScimException>(() => Run(item)).Error;
            Assert.Equal(error.GetValue<string>(), $"{refused.Status} {refused.ScimType}");
            return;
        }
        var actual = Run(item);
        Assert.True(JsonNode.DeepEquals(item["expected"], actual), actual.ToJsonString(Indented));
    }

    static JsonObject Run(JsonObject item)
    {
        if (item["post"] is { } post)
            return ResourceReader.Read(UserType.Instance, post);
        var stored = ResourceReader.Read(UserType.Instance, item["stored"]);
        return Patch.Parse(item["patch"]).Apply(UserType.Instance, stored);
    }

    static JsonArray Load(string file) => RequestBody.Parse(File.ReadAllBytes(file))!.AsArray();

    static string Folder => Path.Combine(AppContext.BaseDirectory, "Entra");
}
