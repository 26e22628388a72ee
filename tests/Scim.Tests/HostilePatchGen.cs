using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Tests.Filters;
using CsCheck;

namespace Blink.Pipeline.Scim.Tests;

/// <summary>PATCH bodies by the grammar of RFC 7644 §3.5.2, and in each part now and then what a broken or hostile client might put there.</summary>
static class HostilePatchGen
{
    static readonly Gen<string> Op = Gen.Frequency(
        (8, Gen.OneOf("\"add\"", "\"Add\"", "\"replace\"", "\"Replace\"", "\"remove\"", "\"REMOVE\"")),
        (1, Gen.OneOf("null", "7", "\"\"", "\"move\"", "[\"add\"]", "{\"op\":\"add\"}", "\"add\\u0000\"")));

    static readonly Gen<string> Path = Gen.Frequency(
        (6, Gen.OneOf(
            "userName", "active", "title", "name", "name.givenName", "emails", "externalId", "manager", "x509Certificates.value",
            "emails[type eq \"work\"].value", "emails[type eq \"work\"]", "roles[primary eq \"True\"].display", "addresses[type eq \"work\"].country",
            UserType.Enterprise, UserType.Enterprise + ":manager", UserType.Blink + ":company", "urn:ietf:params:scim:schemas:core:2.0:User:title")),
        (2, FilterGen.Scrap.Select(filter => $"emails[{filter}].value")),
        (1, FilterGen.Scrap),
        (1, Gen.OneOf("", " ", "id", "meta.version", "schemas", "password", "emails[", "emails]", "emails[]", "[type eq \"work\"]", "a.b.c", "urn:", ":", ".")),
        (1, Gen.Int[1, 3000].Select(length => new string('(', length))));

    static readonly Gen<string> Value = Gen.Frequency(
        (6, JsonGen.Text(3)),
        (1, Gen.Int[1, 40].Select(depth => new string('[', depth) + new string(']', depth))),
        (1, Gen.Int[1, 700].Select(count => $"[{string.Join(',', Enumerable.Repeat("{\"value\":\"v\"}", count))}]")),
        (1, Gen.Select(Path, JsonGen.Text(2), (path, value) => $"{{{Quoted(path)}:{value}}}")));

    static readonly Gen<string> Member = Gen.OneOf(
        Gen.Select(Gen.OneOf("op", "OP"), Op, Pair),
        Gen.Select(Gen.OneOf("path", "Path"), Gen.Frequency((6, Path.Select(Quoted)), (1, JsonGen.Text(1))), Pair),
        Gen.Select(Gen.OneOf("value", "Value", "values"), Value, Pair));

    static readonly Gen<string> Operation = Gen.Frequency(
        (8, Gen.Select(Op, Path, Value, (op, path, value) => $$"""{"op":{{op}},"path":{{Quoted(path)}},"value":{{value}}}""")),
        (2, Gen.Select(Op, Value, (op, value) => $$"""{"op":{{op}},"value":{{value}}}""")),
        (2, Member.Array[0, 5].Select(members => $"{{{string.Join(',', members)}}}")),
        (1, JsonGen.Text(1)));

    static readonly Gen<string> Schemas = Gen.Frequency(
        (8, Gen.OneOf("[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]", "null")),
        (1, JsonGen.Text(1)));

    /// <summary>The body as text, not always well-formed JSON.</summary>
    public static Gen<string> Body { get; } = Gen.Frequency(
        (8, Gen.Select(Schemas, Gen.OneOf("Operations", "operations"), Operation.Array[0, 5],
            (schemas, name, operations) => $$"""{"schemas":{{schemas}},"{{name}}":[{{string.Join(',', operations)}}]}""")),
        (1, Operation.Select(operation => $$"""{"Operations":{{operation}}}""")),
        (1, Gen.Select(JsonGen.PatchOp, Gen.Int[0, 100], (body, cut) => body[..Math.Min(cut, body.Length)])));

    static string Pair(string name, string value) => $"\"{name}\":{value}";

    static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
