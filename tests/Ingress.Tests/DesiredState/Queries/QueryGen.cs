using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;
using CsCheck;

namespace Blink.Pipeline.Ingress.Tests.DesiredState.Queries;

/// <summary>Random users and random filters over every attribute that the schemas have, with few values, so that filters find somebody.</summary>
static class QueryGen
{
    // Composed text only: .NET cannot bring text into a normal form here. Among it: one letter in several cases, letters that only the
    // folding of both cases makes equal, signs that mean something in SQL, and code points whose order differs from that of code units.
    static readonly string[] Texts =
        ["a", "A", "ab", "B", "ß", "é", "É", "σ", "Σ", "ς", "ı", "İ", "7", "007", "o'neil@x", "%", "_", "\\\"", "😀", "ｚ", "𐐀", "𐐨", "work", "Work", "home", "true"];

    static readonly string[] Binaries = ["AAAA", "aaaa", "Zg=="];

    static readonly ResourceType User = UserResourceType.Definition;
    static readonly IReadOnlyList<Schema> Schemas = [User.Schema, .. User.Extensions];

    /// <summary>The document of a user; its number makes the userName unique.</summary>
    public static Gen<Func<int, JsonObject>> Document { get; } = Gen.Select(
        Members(User.Schema.Attributes.Where(attribute => attribute.Name != "userName")),
        Sequence(User.Extensions.Select(extension => Members(extension.Attributes).Select(members => $"\"{extension.Id}\":{{{members}}}"))),
        Any(Texts), Any("null", "\"x\"", "\"X\"", "\"007\""),
        (core, extensions, name, externalId) => (Func<int, JsonObject>)(number => ResourceReader.Read(User, JsonNode.Parse(
            $$"""{"userName":"{{name}}{{number}}","externalId":{{externalId}}{{Joined(core)}}{{Joined(extensions)}}}"""))));

    /// <summary>Every way to name an attribute, and some names of none. Those that only an answer has are not to be filtered by.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "id", "externalId", "EXTERNALID", "schemas", "meta", "meta.created", "meta.lastModified", "meta.version", "meta.location", "meta.resourceType",
        "shoeSize", "name.shoeSize", "urn:x:y:title",
        .. Schemas.SelectMany(schema => schema.Attributes.Where(attribute => attribute.Returned != Returned.Request).SelectMany(attribute =>
            attribute.SubAttributes.Select(sub => $"{attribute.Name}.{sub.Name}").Prepend(attribute.Name)
                .SelectMany(path => (string[])[path, $"{schema.Id}:{path}"]))),
        // What lookups serve comes as often as all the rest.
        .. Enumerable.Repeat((string[])["id", "userName", "USERNAME", "externalId", "emails", "emails.value", "manager", "employeeNumber"], 15).SelectMany(path => path),
    ];

    static readonly Gen<string> Path = Any([.. Paths]);

    static readonly Gen<string> Operator = Any("eq", "eq", "eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le");

    // {n} is the id of a user, {tn} the time of its last change.
    static readonly Gen<string> Value = Gen.Frequency(
        (12, Any(Texts).Select(text => $"\"{text}\"")),
        (4, Gen.Select(Any(Texts), Gen.Int[0, 11], (text, number) => $"\"{text}{number}\"")),
        (4, Any("true", "false", "null", "7", "-1.50", "\"\"", "bare", "\"False\"", "\"AAAA\"", "\"x\"", "\"User\"", "\"W/\\\"2\\\"\"")),
        (2, Gen.Int[0, 11].Select(number => $"\"{{{number}}}\"")),
        (1, Gen.Int[0, 11].Select(number => $"\"http://x/Users/{{{number}}}\"")),
        (2, Gen.Int[0, 11].Select(number => $"\"{{t{number}}}\"")),
        (1, Any("\"2020-01-01T00:00:00Z\"", "\"2100-01-01T00:00:00.0000001+01:00\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"")),
        (1, Any([.. Schemas.Select(schema => $"\"{schema.Id}\"")])));

    static readonly Gen<string> Times = Gen.Select(
        Any("meta.created", "meta.lastModified"), Any("eq", "ne", "gt", "ge", "lt", "le"),
        Gen.Int[0, 11], Any("Z", "0001Z"), (path, comparison, number, rest) => $"{path} {comparison} \"{{t{number}}}{rest}\"");

    static readonly Gen<string> Term = Gen.Frequency(
        (10, Gen.Select(Path, Operator, Value, (path, comparison, value) => $"{path} {comparison} {value}")),
        (2, Path.Select(path => $"{path} pr")),
        (2, Times),
        (4, ValuePath(User.Schema.Attributes.Where(attribute => attribute.SubAttributes.Count > 0))),
        (1, Gen.Select(Any("work", "Work", "home"), Value, (type, value) => $"emails[type eq \"{type}\"].value eq {value}")),
        (1, Value.Select(value => $"manager[value eq {value}]")),
        (1, Value.Select(value => $"not (meta[version eq {value} or created pr])")));

    /// <summary>A filter, and what it is about: a text with places for ids and times.</summary>
    public static Gen<string> Filter { get; } = Gen.Frequency(
        (3, Term),
        (2, Gen.Select(Term, Term, (left, right) => $"{left} and {right}")),
        (1, Gen.Select(Term, Term, Term, (one, two, three) => $"{one} or not ({two} and {three})")),
        (1, Gen.Select(Term, Term, Term, (one, two, three) => $"({one} or {two}) and {three}")));

    static Gen<string> ValuePath(IEnumerable<SchemaAttribute> attributes) => Gen.OneOf([.. attributes.Select(attribute =>
    {
        var sub = Any([.. attribute.SubAttributes.Select(sub => sub.Name).Append("shoeSize")]);
        var term = Gen.OneOf(Gen.Select(sub, Operator, Value, (name, comparison, value) => $"{name} {comparison} {value}"), sub.Select(name => $"{name} pr"));
        return Gen.Select(term, term, Any("and", "or", "and not"), (one, two, between) => $"{attribute.Name}[{one} {between} ({two})]");
    })]);

    static Gen<string> Members(IEnumerable<SchemaAttribute> attributes) => Sequence(attributes
        .Where(attribute => attribute.Mutability != Mutability.ReadOnly && attribute.Returned != Returned.Never)
        .Select(attribute => Gen.Frequency((3, Gen.Const("")), (2, ValueOf(attribute).Select(value => $"\"{attribute.Name}\":{value}")))));

    static Gen<string> ValueOf(SchemaAttribute attribute) => attribute switch
    {
        { MultiValued: true } => Gen.Select(ElementOf(attribute, isPrimary: false).Array[0, 2], ElementOf(attribute, isPrimary: true), Gen.Bool,
            (elements, primary, hasPrimary) => $"[{string.Join(',', hasPrimary ? [.. elements, primary] : elements)}]"),
        _ => ElementOf(attribute, isPrimary: false),
    };

    static Gen<string> ElementOf(SchemaAttribute attribute, bool isPrimary) => attribute.Type switch
    {
        AttributeType.Complex => Members(attribute.SubAttributes.Where(sub => sub.Name != "primary"))
            .Select(members => $"{{{members}{(isPrimary ? (members.Length == 0 ? "" : ",") + "\"primary\":true" : "")}}}"),
        AttributeType.Boolean => Any("true", "false"),
        AttributeType.Binary => Any(Binaries).Select(text => $"\"{text}\""),
        _ => Any(Texts).Select(text => $"\"{text}\""),
    };

    static Gen<string> Any(params string[] texts) => Gen.OneOf(texts);

    static Gen<string> Sequence(IEnumerable<Gen<string>> parts) => parts.Aggregate(Gen.Const(""), (all, part) =>
        Gen.Select(all, part, (before, one) => before.Length == 0 ? one : one.Length == 0 ? before : $"{before},{one}"));

    static string Joined(string members) => members.Length == 0 ? "" : "," + members;
}
