using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Patching;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Tests.Patching;

/// <summary>What JSON files cannot show; the forms of Entra's operations are in Entra/patch.json.</summary>
public sealed class PatchTests
{
    static readonly JsonObject Minimal = UserType.Read("""{"userName":"u@x"}""");

    public static TheoryData<string> BlinkAttributes() =>
    [
        "active", "title", "emails[type eq \"work\"].value", "name.givenName", "name.familyName",
        "phoneNumbers[type eq \"work\"].value", "phoneNumbers[type eq \"mobile\"].value", "externalId",
        UserType.Enterprise + ":department", UserType.Enterprise + ":employeeNumber", UserType.Enterprise + ":manager",
        UserType.Blink + ":company", UserType.Blink + ":description", UserType.Blink + ":location",
    ];

    [Theory]
    [MemberData(nameof(BlinkAttributes))]
    public void Each_mapped_attribute_is_set_replaced_and_cleared(string path)
    {
        var (first, second) = path == "active" ? ("True", "False") : ("one", "two");

        var set = UserType.Patched(Minimal, Operation("Add", path, first));
        var replaced = UserType.Patched(set, Operation("Replace", path, second));
        var cleared = UserType.Patched(replaced, Operation("Replace", path, ""));
        var removed = UserType.Patched(replaced, $$"""{"op":"Remove","path":{{JsonValue.Create(path).ToJsonString()}}}""");

        Assert.True(Holds(set, path, first), set.ToJsonString());
        Assert.True(Holds(replaced, path, second) && !Holds(replaced, path, first), replaced.ToJsonString());
        Assert.True(JsonNode.DeepEquals(Minimal, cleared), cleared.ToJsonString());
        Assert.True(JsonNode.DeepEquals(Minimal, removed), removed.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(BlinkAttributes))]
    public void Setting_what_is_set_already_gives_an_equal_document(string path)
    {
        var value = path == "active" ? "True" : "one";
        var set = UserType.Patched(Minimal, Operation("Add", path, value));

        Assert.True(JsonNode.DeepEquals(set, UserType.Patched(set, Operation("Add", path, value))));
        Assert.True(JsonNode.DeepEquals(set, UserType.Patched(set, Operation("Replace", path, value))));
    }

    [Fact]
    public void If_one_operation_fails_none_is_applied()
    {
        var before = Minimal.ToJsonString();

        Assert.Throws<ScimException>(() => UserType.Patched(Minimal, Operation("Add", "title", "Driver"), Operation("Replace", "id", "x")));

        Assert.Equal(before, Minimal.ToJsonString());
    }

    [Fact]
    public void A_later_operation_sees_what_an_earlier_one_did()
    {
        var patched = UserType.Patched(Minimal,
            Operation("Add", "emails[type eq \"work\"].primary", "True"),
            Operation("Add", "emails[type eq \"work\"].value", "a@x"),
            Operation("Replace", "emails[primary eq true].display", "A"));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""[{"type":"work","primary":true,"value":"a@x","display":"A"}]"""), patched["emails"]), patched.ToJsonString());
    }

    [Fact]
    public void An_immutable_attribute_is_set_once()
    {
        var type = new ResourceType("Thing", "/Things", new Schema("urn:x:2.0:Thing", "Thing", "A thing",
            [new SchemaAttribute("serial", "Its number.") { Mutability = Mutability.Immutable }]), []);
        JsonObject Set(JsonObject thing, string serial) =>
            Patch.Parse(JsonNode.Parse($$"""{"Operations":[{{Operation("replace", "serial", serial)}}]}""")).Apply(type, thing);

        var set = Set(ResourceReader.Read(type, new JsonObject()), "1");

        Assert.True(JsonNode.DeepEquals(set, Set(set, "1")));
        Assert.Equal("mutability", Assert.Throws<ScimException>(() => Set(set, "2")).Error.ScimType);
    }

    [Fact]
    public void Replacing_an_element_that_is_only_there_under_another_label_leaves_nothing_of_the_old_one()
    {
        var user = UserType.Patched(Minimal, """{"op":"add","path":"roles","value":[{"value":"a","display":"old"}]}""");
        const string Replace = """{"op":"replace","path":"roles[primary eq \"True\"]","value":{"value":"a"}}""";

        var patched = UserType.Patched(user, Replace);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""[{"value":"a","primary":true}]"""), patched["roles"]), patched.ToJsonString());
        Assert.True(JsonNode.DeepEquals(patched, UserType.Patched(patched, Replace)));
    }

    [Fact]
    public void More_operations_than_allowed_are_refused()
    {
        var body = JsonNode.Parse("""{"Operations":[{"op":"add","path":"title","value":"a"},{"op":"add","path":"title","value":"b"}]}""");

        Assert.Equal(413, Assert.Throws<ScimException>(() => Patch.Parse(body, PatchLimits.Default with { MaxOperations = 1 })).Error.Status);
        Assert.Equal("b", Patch.Parse(body, PatchLimits.Default with { MaxOperations = 2 }).Apply(UserType.Instance, Minimal)["title"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"Operations":[]}""")]
    [InlineData("""{"Operations":[7]}""")]
    [InlineData("""{"Operations":[{"op":7,"path":"title","value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"add","path":7,"value":"x"}]}""")]
    public void A_body_that_is_not_a_patch_is_invalid_syntax(string body) =>
        Assert.Equal("invalidSyntax", Assert.Throws<ScimException>(() => Patch.Parse(JsonNode.Parse(body))).Error.ScimType);

    [Fact]
    public void A_value_that_was_set_cannot_be_made_endlessly_long_by_repeated_adds()
    {
        var operations = Enumerable.Range(0, 501).Select(index => Operation("Add", "roles", $"role {index}")).ToArray();

        Assert.Equal("invalidValue", Assert.Throws<ScimException>(() => UserType.Patched(Minimal, operations)).Error.ScimType);
    }

    [Fact]
    public void More_values_than_a_user_can_hold_several_times_over_are_refused_before_anything_is_applied()
    {
        var roles = string.Join(',', Enumerable.Range(0, 400).Select(index => $$"""{"value":"{{index}}"}"""));
        JsonNode? Body(int operations) => JsonNode.Parse($$"""
            {"Operations":[{{string.Join(',', Enumerable.Repeat($$"""{"op":"remove","path":"roles","value":[{{roles}}]}""", operations))}}]}
            """);

        Assert.Equal(413, Assert.Throws<ScimException>(() => Patch.Parse(Body(3))).Error.Status);
        Assert.Equal(2, Patch.Parse(Body(2)).Operations.Count);
    }

    /// <summary>Each is the worst of its kind: 500 values that are there, met by operations that look at all of them.</summary>
    [Theory]
    [InlineData(1000, """{"op":"remove","path":"roles[value eq \"x\" or value eq \"y\" or value eq \"z\"]"}""")]
    [InlineData(1000, """{"op":"replace","path":"roles[value pr].display","value":"d"}""")]
    [InlineData(1000, """{"op":"add","path":"roles[value pr]","value":{"display":"d"}}""")]
    [InlineData(1000, """{"op":"remove","path":"roles","value":[{"value":"x"}]}""")]
    [InlineData(1000, """{"op":"add","path":"roles","value":[{"value":"role 499"}]}""")]
    public void Operations_that_go_through_all_values_again_and_again_are_stopped(int operations, string operation)
    {
        var roles = string.Join(',', Enumerable.Range(0, 500).Select(index => $$"""{"value":"role {{index}}"}"""));
        var user = UserType.Read($$"""{"userName":"u","roles":[{{roles}}]}""");

        Assert.Equal(413, Assert.Throws<ScimException>(() => UserType.Patched(user, [.. Enumerable.Repeat(operation, operations)])).Error.Status);
    }

    [Fact]
    public void All_values_that_a_user_can_hold_are_added_and_removed_in_one_patch()
    {
        var roles = string.Join(',', Enumerable.Range(0, 500).Select(index => $$"""{"value":"role {{index}}"}"""));
        var full = UserType.Patched(Minimal, $$"""{"op":"add","path":"roles","value":[{{roles}}]}""");

        Assert.Equal(500, full["roles"]!.AsArray().Count);
        Assert.True(JsonNode.DeepEquals(Minimal, UserType.Patched(full, $$"""{"op":"remove","path":"roles","value":[{{roles}}]}""")));
    }

    static string Operation(string op, string path, string value) =>
        new JsonObject { ["op"] = op, ["path"] = path, ["value"] = value }.ToJsonString();

    static bool Holds(JsonObject document, string path, string value)
    {
        var bracket = path.IndexOf(']', StringComparison.Ordinal);
        var filter = bracket < 0 ? $"{path} eq \"{value}\"" : $"{path[..bracket]} and value eq \"{value}\"]";
        return FilterEvaluator.Matches(Filter.Parse(filter), UserType.Instance, document);
    }
}
