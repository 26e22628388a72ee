using System.Text.Json.Nodes;
using CsCheck;

namespace Blink.Pipeline.Scim.Tests;

/// <summary>Random JSON text in which SCIM's own words are frequent, with what is hard to read in it: names given twice, half surrogate pairs.</summary>
static class JsonGen
{
    static readonly Gen<string> Name = Gen.OneOf(
        "userName", "USERNAME", "active", "name", "givenName", "emails", "phoneNumbers", "roles", "x509Certificates", "addresses",
        "value", "type", "primary", "display", "$ref", "manager", "department", "id", "meta", "groups", "password", "schemas",
        "Operations", "operations", "op", "path", UserType.Enterprise, UserType.Blink, "urn:ietf:params:scim:schemas:core:2.0:User",
        "name.givenName", "emails[type eq \\\"work\\\"].value", UserType.Enterprise + ":manager", "", "x y", "\\ud800", "\\u0000");

    static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.OneOf("null", "true", "false", "0", "1.5", "-1e400", "\"\"", "\"True\"", "\"\\ud800\"", "\"a\\u0000\"", "\"work\"", "\"a@x\""),
        Gen.OneOf("\"add\"", "\"Remove\"", "\"replace\"", "\"urn:ietf:params:scim:api:messages:2.0:PatchOp\""),
        Name.Select(name => $"\"{name}\""));

    public static Gen<string> Text(int depth) => depth == 0 ? Scalar : Gen.Frequency(
        (2, Scalar),
        (2, Text(depth - 1).Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
        (5, Object(Gen.Select(Name, Text(depth - 1)), 5)));

    /// <summary>A PatchOp whose operations are mostly well-formed, with random paths and values.</summary>
    public static Gen<string> PatchOp { get; } = Gen.Select(
            Gen.OneOf("add", "Replace", "REMOVE"),
            Gen.OneOf(Name, Gen.OneOf("emails[type eq \\\"home\\\"]", "roles[primary eq \\\"True\\\"].value", "emails[type ne 1].value", "title", "emails[")),
            Text(3),
            (op, path, value) => $$"""{"op":"{{op}}","path":"{{path}}","value":{{value}}}""")
        .Array[0, 4].Select(operations => $$"""{"Operations":[{{string.Join(',', operations)}}]}""");

    /// <summary>Parsed as a server might that lets names given twice pass.</summary>
    public static JsonNode? Parsed(string text) => JsonNode.Parse(text);

    static Gen<string> Object(Gen<(string Name, string Value)> member, int most) =>
        member.Array[0, most].Select(members => $"{{{string.Join(',', members.Select(pair => $"\"{pair.Name}\":{pair.Value}"))}}}");
}
