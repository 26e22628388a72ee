using System.Text.Json.Nodes;
using CsCheck;

namespace Blink.Pipeline.Scim.Tests;

/// <summary>Random users in the form they are stored in, and random operations on them.</summary>
static class UserGen
{
    static readonly Gen<string> Text = Gen.OneOf("\"a\"", "\"A\"", "\"b\"", "\"work\"", "\"\"", "null");
    static readonly Gen<string> Type = Gen.OneOf("\"work\"", "\"Work\"", "\"home\"", "null");
    static readonly Gen<string> Flag = Gen.OneOf("true", "\"True\"", "false", "null");

    static readonly Gen<string> Element = Gen.OneOf(
        Gen.Select(Text, Type, Gen.Bool, (value, type, isTyped) => isTyped ? $$"""{"value":{{value}},"type":{{type}}}""" : $$"""{"value":{{value}}}"""),
        Gen.Select(Text, Text, (value, display) => $$"""{"value":{{value}},"display":{{display}}}"""));

    static readonly Gen<string> PrimaryElement = Gen.Select(Text, Flag, (value, flag) => $$"""{"value":{{value}},"primary":{{flag}}}""");

    static readonly Gen<string> Elements = Gen.Select(Element.Array[0, 3], PrimaryElement.Array[0, 1],
        (plain, primary) => $"[{string.Join(',', plain.Concat(primary))}]");

    static readonly Gen<string> ByType = Gen.OneOf("type eq \"work\"", "type eq \"home\"");
    static readonly Gen<string> ByValue = Gen.OneOf("value eq \"a\"", "value eq \"b\"");
    static readonly Gen<string> ByAny = Gen.OneOf(ByType, ByValue, Gen.OneOf("value eq \"b\" and type eq \"work\"", "primary eq \"True\""));

    // The condition of the path holds after the operation as before, so that a second run meets the same elements.
    static readonly Gen<(string Path, string Value)> SettledAssignment = Gen.OneOf(
        Gen.Select(Gen.OneOf("title", "name.givenName", "manager", UserType.Enterprise + ":manager.value", UserType.Blink + ":company", "shoeSize"), Text),
        Gen.Select(Gen.OneOf("emails", "roles"), Elements),
        Gen.Select(Filtered(ByType, ""), Text.Select(value => $$"""{"value":{{value}}}""")),
        Gen.Select(Filtered(ByType, ".value"), Text),
        Gen.Select(Filtered(ByType, ".primary"), Flag),
        Gen.Select(Filtered(ByValue, ".type"), Type),
        Gen.Select(Filtered(ByValue, ".display"), Text));

    static readonly Gen<(string Path, string Value)> Assignment = Gen.OneOf(
        SettledAssignment,
        Gen.Select(Filtered(ByAny, ""), Element),
        Gen.Select(Filtered(ByAny, ".value"), Text),
        Gen.Select(Filtered(ByAny, ".type"), Type),
        Gen.Select(Filtered(ByAny, ".primary"), Flag));

    public static Gen<JsonObject> User { get; } = Gen.Select(Elements, Elements, Text, Text, (emails, roles, title, manager) => UserType.Read(
        $$"""{"userName":"u","title":{{title}},"emails":{{emails}},"roles":{{roles}},"{{UserType.Enterprise}}":{"manager":{{manager}} } }"""));

    /// <summary>One add or replace, with or without path.</summary>
    public static Gen<string> AddOrReplace { get; } = AddOrReplaceOf(Assignment);

    /// <summary>The same, but never one that changes what its own path looks for.</summary>
    public static Gen<string> SettledAddOrReplace { get; } = AddOrReplaceOf(SettledAssignment);

    public static Gen<string> Remove { get; } = Gen.OneOf(
        Assignment.Select(assignment => $$"""{"op":"remove","path":{{Quoted(assignment.Path)}}}"""),
        Elements.Select(listed => $$"""{"op":"Remove","path":"emails","value":{{listed}}}"""));

    static Gen<string> AddOrReplaceOf(Gen<(string Path, string Value)> assignments) =>
        Gen.Select(Gen.OneOf("add", "Replace"), assignments, Gen.Bool, (op, assignment, hasPath) => hasPath
            ? $$"""{"op":"{{op}}","path":{{Quoted(assignment.Path)}},"value":{{assignment.Value}}}"""
            : $$"""{"op":"{{op}}","value":{ {{Quoted(assignment.Path)}}:{{assignment.Value}} } }""");

    static Gen<string> Filtered(Gen<string> condition, string subAttribute) => condition.Select(text => $"emails[{text}]{subAttribute}");

    static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
